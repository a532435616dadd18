"""The run engine: accepts, queues, fences, logs, relays and budgets runs.

It knows no dialect, no domain, no agent and no web framework.
"""
