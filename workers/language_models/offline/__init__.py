"""The default model: it writes from the facts in the brief alone, the same words for the same brief, at no cost."""
