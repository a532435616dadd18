"""The OpenComputer sessions API (seed 004)."""
