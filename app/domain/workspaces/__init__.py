"""Workspaces: a user's named places of work, each with one sandbox that its conversations share."""
