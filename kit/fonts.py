"""The typeface of our pictures: it knows Cyrillic and comes with a package."""

from functools import cache
from importlib.resources import files

from PIL import ImageFont


@cache
def font(size: float, *, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """PT Sans at ``size`` pixels."""
    name = "PT_Sans-Web-Bold.ttf" if is_bold else "PT_Sans-Web-Regular.ttf"
    return ImageFont.truetype(str(files("fontpkg_pt_sans") / "files" / name), size)
