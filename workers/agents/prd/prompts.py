"""The words that make a model a product manager who writes a PRD, part by part."""

# Slugs of the system prompts in the registry.
WRITER = "baton-prd-writer"
DERIVING = "baton-prd-deriving"

FRAMING_TASK = (
    "Write the first part of the PRD for this opportunity: title, overview, problem, audience, goals, non-goals."
)
REQUIREMENTS_TASK = "Write the second part of the PRD: user stories, functional and non-functional requirements."
DELIVERY_TASK = "Write the third part of the PRD: metrics, milestones, risks, open questions."
DERIVING_TASK = "Derive the opportunity that this idea is about."

# The fewest output tokens with which each answer can be whole.
FRAMING_LEAST_TOKENS = 400
REQUIREMENTS_LEAST_TOKENS = 1_200
DELIVERY_LEAST_TOKENS = 600
DERIVING_LEAST_TOKENS = 1_000
