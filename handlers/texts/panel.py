"""Words for whoever goes to the web panel."""

from html import escape


def link(address: str) -> str:
    return (
        f"Ваша ссылка в панель:\n{escape(address)}\n\n"
        "Она откроет панель один раз и действует пять минут. Никому её не пересылайте: по ней "
        "войдут от вашего имени. Нужна новая — снова /panel."
    )
