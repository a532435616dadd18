"""Runs of threads: how they stand, and stopping them."""
