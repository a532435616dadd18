"""The APIs as their clients see them, against real Postgres and Valkey."""
