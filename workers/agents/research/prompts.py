"""The words that make a model a product researcher, one role and one task for each step."""

# Slugs of the system prompts in the registry.
SYNTHESIS = "baton-research-synthesis"
OPPORTUNITIES = "baton-research-opportunities"
VALIDATION = "baton-research-validation"
BIAS_CHECK = "baton-research-bias-check"

SYNTHESIS_TASK = "Find the themes, the alternatives in use and the gaps in these signals about the idea."
OPPORTUNITIES_TASK = "Write the three or four best product opportunities behind this idea, ranked."
VALIDATION_TASK = "Take a second, sceptical look at this opportunity and score it anew."
BIAS_CHECK_TASK = "Check this research for bias."

# The fewest output tokens with which each answer can be whole.
SYNTHESIS_LEAST_TOKENS = 400
OPPORTUNITIES_LEAST_TOKENS = 1_200
VALIDATION_LEAST_TOKENS = 300
BIAS_CHECK_LEAST_TOKENS = 200
