"""Discovery chat: finds out by talking what has to be known (seed 001, "Discovery Chat")."""
