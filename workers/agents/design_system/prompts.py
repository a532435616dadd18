"""The words that make a model a design lead who sets a direction and explains components."""

# Slugs of the system prompts in the registry.
DIRECTOR = "baton-design-system-director"
EXPLAINER = "baton-design-system-explainer"

DIRECTION_TASK = "Set the brand direction for this product's design system."
COMPONENTS_TASK = "Write the component guidance and the specimens for this product's design system."

# The fewest output tokens with which each answer can be whole.
DIRECTION_LEAST_TOKENS = 500
COMPONENTS_LEAST_TOKENS = 1_200
