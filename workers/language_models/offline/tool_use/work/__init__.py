"""One generator per kind of wish: what is done for it, and what is said of it in the end."""
