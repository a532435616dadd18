"""Agents that converse and act with tools: one core, which each API's agent composes with its own tools."""
