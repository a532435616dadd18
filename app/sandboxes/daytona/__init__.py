"""Sandboxes at Daytona, or on a Daytona of one's own."""
