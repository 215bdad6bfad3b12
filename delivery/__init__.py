"""Messages that must arrive: what came in and what goes out."""
