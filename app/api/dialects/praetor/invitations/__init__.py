"""Invitations into organizations: made and taken back by their managers, accepted by who holds the token."""
