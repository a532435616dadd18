"""The dialects: the same engine in the words of each API that is served."""
