"""PTC: users, portfolios and watchlists."""
