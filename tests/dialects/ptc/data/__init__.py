"""PTC: users, portfolios, watchlists, market data and its cache."""
