"""Investors, as a chat client names its users: profile, preferences, holdings and watchlists."""
