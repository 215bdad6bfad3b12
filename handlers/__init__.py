"""Conversations: what people write and press, and what they hear."""
