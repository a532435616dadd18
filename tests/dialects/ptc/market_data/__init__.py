"""PTC: market data and its cache."""
