"""What the dialects are about: one package per noun, with its models, queries and operations."""
