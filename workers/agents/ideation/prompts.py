"""The words that make a model an ideation partner."""

# Slugs of the system prompts in the registry.
SINGLE_SHOT = "baton-ideation-single-shot"
DIALOGUE = "baton-ideation-dialogue"
SUMMARY = "baton-ideation-summary"

SINGLE_SHOT_TASK = "Pressure-test this product idea and sharpen it."
DIALOGUE_TASK = "Answer the founder's latest message and move the idea one step further."
SUMMARY_TASK = "Summarise the product idea as it stands after this conversation."

# The fewest output tokens with which each answer can be whole.
REPLY_LEAST_TOKENS = 200
SUMMARY_LEAST_TOKENS = 300
