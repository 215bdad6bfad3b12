"""Who is who: persons, channels, roles, subjects, working hours."""
