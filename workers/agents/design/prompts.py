"""The words that make a model a product designer: of a look, of a plan of screens, of one screen."""

# Slugs of the system prompts in the registry.
BRAND = "baton-design-brand"
PLAN = "baton-design-plan"
SCREEN = "baton-design-screen"

BRAND_TASK = "Choose the direction of this product's look."
PLAN_TASK = "Plan the screens of this product."
SCREEN_TASK = "Design this screen of the product."

# The fewest output tokens with which each answer can be whole.
BRAND_LEAST_TOKENS = 150
PLAN_LEAST_TOKENS = 500
SCREEN_LEAST_TOKENS = 1_000
