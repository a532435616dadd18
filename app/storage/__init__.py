"""Postgres, Redis and identifiers: the only modules that open connections."""
