"""Telegram's side of the process: what comes in, what goes out, and how both fail."""
