"""The web panel: pages for curators and coordinators, served by the web part of the process.

How to add a page: write a module in ``admin/pages`` with a list ``PAGES``, name it in
``admin/pages/__init__.py``, give each page a row in ``admin/rights.py`` (who may open it, where it
stands in the navigation) and a row in ``tests/admin/table.py``. What a page is given and gives
back is in ``admin/visit.py``, what its template can use in ``templates/parts.html``. The whole
story is in ``docs/decisions/0012-web-panel.md``.
"""
