"""Multi-agent executions."""
