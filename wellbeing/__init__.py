"""Check-ins: how people are, by their own wish and for their own eyes."""
