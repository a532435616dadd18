"""How a product looks: colours, type, space and shape as tokens, which design systems, screens and apps share."""
