"""Praetor: what its documented clients see. Built so far: who calls, what they may do, limits and errors."""
