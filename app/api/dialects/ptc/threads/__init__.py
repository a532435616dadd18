"""Threads: conversations with an agent, their lists, their replay and their streams."""
