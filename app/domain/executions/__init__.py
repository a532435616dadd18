"""Executions: several agents that work on one project's specification together."""
