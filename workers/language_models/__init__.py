"""Everything between an agent and a language model: prompts, providers, budgets, the offline model."""
