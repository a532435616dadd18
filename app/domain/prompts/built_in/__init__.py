"""Baton's own prompts: what its agents say to models as long as nobody has put something else in force."""
