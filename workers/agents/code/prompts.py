"""The words that make a model a product engineer: of a plan of an app, of its pages, of an edit."""

# Slugs of the system prompts in the registry.
PLAN = "baton-code-plan"
PAGE = "baton-code-page"
EDIT = "baton-code-edit"

PLAN_TASK = "Plan the app of this product."
PAGE_TASK = "Write this page of the app."
EDIT_TASK = "Change the app as the request says."

# The fewest output tokens with which each answer can be whole.
PLAN_LEAST_TOKENS = 800
PAGE_LEAST_TOKENS = 600
EDIT_LEAST_TOKENS = 300
