"""The words that make a model listen, and then reply."""

# Slugs of the system prompts in the registry.
NOTES = "baton-discovery-notes"
REPLY = "baton-discovery-reply"

NOTES_TASK = "Note what the user's latest message tells about the obligations."
REPLY_TASK = "Reply to the user's latest message, and ask the question that comes next."

# The fewest output tokens with which each answer can be whole.
NOTES_LEAST_TOKENS = 300
REPLY_LEAST_TOKENS = 150
