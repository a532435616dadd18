"""The caller's own tenant."""
