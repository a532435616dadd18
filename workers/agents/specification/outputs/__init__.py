"""What the specialists ask a model for. Every text and every list is bounded, so that a specification is, too."""
