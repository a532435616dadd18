"""Tests of the agents, driven without an engine: see ``runner``."""
