"""Tests of the package wellbeing, by the numbers T1 to T40 of its specification.

Two of them stand where what they judge is made: T33, what goes through the messenger, in
``tests/handlers/test_checkin_page.py`` and ``tests/browser/test_school_year.py``; T40, that a file
equals the screen and nobody is listed, in ``tests/bot/reports`` and ``tests/bot/test_report.py``.
"""
