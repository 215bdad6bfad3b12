"""What helps: materials to read, helplines to call, and the card for danger."""
