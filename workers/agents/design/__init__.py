"""Design: the product's screens as pages that open (seed 000, "Design Agent")."""
