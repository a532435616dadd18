"""Prompts: named texts for language models, in numbered versions that are deployed to environments."""
