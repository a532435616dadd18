"""Conversations: what was asked in a session, turn by turn, and what its agent remembers of it."""
