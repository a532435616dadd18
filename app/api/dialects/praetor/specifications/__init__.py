"""Specifications and what is exported of them."""
