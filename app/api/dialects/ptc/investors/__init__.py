"""Users, what they hold, and what they watch."""
