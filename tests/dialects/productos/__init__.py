"""ProductOS's Unified Agents API."""
