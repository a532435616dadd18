"""Roles, policies, and what they decide."""
