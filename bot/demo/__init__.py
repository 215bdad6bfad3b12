"""The demo page: the whole hotline in a browser, without a token."""
