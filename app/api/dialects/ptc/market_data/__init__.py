"""Market data and its cache."""
