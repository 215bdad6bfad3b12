"""Measurements that are run by hand."""

import bot  # noqa: F401 - before numpy, as in the process that serves
