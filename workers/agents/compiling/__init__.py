"""The agent that compiles a project's specification."""
