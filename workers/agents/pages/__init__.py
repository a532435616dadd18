"""Pages: what a screen of a product consists of, whoever draws it."""
