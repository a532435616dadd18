"""Caps of projects and organizations."""
