"""Which customers of an agency have which projects."""
