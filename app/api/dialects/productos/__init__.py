"""ProductOS's Unified Agents API (seed 000)."""
