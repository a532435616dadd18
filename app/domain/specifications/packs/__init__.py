"""Packs: a specification with its documents as one file, for agents and people outside."""
