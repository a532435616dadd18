"""Users and their preferences."""
