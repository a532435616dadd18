"""Baton: queues agent runs, streams them, replays them and keeps them inside a budget.

Importing ``app`` imports nothing else, so that a worker never drags the web framework in.
"""
