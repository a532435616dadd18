"""Accounts: who may call the API, and as which tenant."""
