"""Database session, clock and error root; not one word of the domain."""
