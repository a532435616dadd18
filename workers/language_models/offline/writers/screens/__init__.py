"""Screens: the look, the plan and the single screens of a product."""
