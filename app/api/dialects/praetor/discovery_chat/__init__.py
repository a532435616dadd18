"""Discovery chat."""
