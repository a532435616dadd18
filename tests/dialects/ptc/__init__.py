"""PTC, as its documented clients see it."""
