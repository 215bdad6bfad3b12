"""The hotline's own page for check-ins, behind a one-time link.

Nothing of it needs a script, a picture or anybody else's server: plain pages and forms, one item a
screen. What is answered stands in no address, no log and no cookie. The whole story is in
``docs/decisions/0013-checkin-page.md``.
"""
