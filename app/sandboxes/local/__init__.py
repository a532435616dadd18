"""Sandboxes on this machine: a folder each, and programs behind bubblewrap."""
