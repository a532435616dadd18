"""Executing runs in a worker process: claim, steps, commits, ends, and the signs that the process lives."""
