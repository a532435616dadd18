"""Code: a Next.js app of the product, and targeted edits of it (seed 000, "Code Agent")."""
