"""Market data: intraday prices of stocks and indexes, and a search, from a provider through a cache."""
