"""Praetor, as its documented clients see it."""
