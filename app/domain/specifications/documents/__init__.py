"""Documents made of a compiled specification: each a pure function of it."""
