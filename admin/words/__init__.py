"""What several pages of the panel say; what one page says is in its template."""
