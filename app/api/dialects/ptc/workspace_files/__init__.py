"""Files of workspaces."""
