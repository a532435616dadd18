"""The flow of a project."""
