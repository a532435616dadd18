"""The prompt registry's REST API (seed 003)."""
