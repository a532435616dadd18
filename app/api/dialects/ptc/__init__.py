"""The PTC Agent API (seed 002)."""
