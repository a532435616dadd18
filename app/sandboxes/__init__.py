"""Sandboxes: where agents write files and run programs. A contract, its providers, and who owns which."""
