"""PRD: a product requirements document for one opportunity (seed 000, "PRD Agent")."""
