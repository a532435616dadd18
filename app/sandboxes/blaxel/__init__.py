"""Sandboxes at Blaxel."""
