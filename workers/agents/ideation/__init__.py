"""Ideation: turns a vague idea into a sharp summary (seed 000, "Ideation Agent")."""
