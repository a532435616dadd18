"""Sandboxes on somebody else's machines: what all clouds have in common, so that one cloud is one thin adapter."""
