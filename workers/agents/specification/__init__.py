"""The specialists that write a project's specification, each its part, and those who have them work together."""
