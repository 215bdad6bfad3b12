"""Tests of the package wellbeing, by the numbers T1 to T40 of its specification."""
