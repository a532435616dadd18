"""Changes of a file's text, worked out on its real content."""
