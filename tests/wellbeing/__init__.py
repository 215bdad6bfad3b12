"""Tests of the package wellbeing."""
