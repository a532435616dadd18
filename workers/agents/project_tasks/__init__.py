"""The agent that does tasks of projects which are assigned to agents."""
