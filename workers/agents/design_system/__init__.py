"""The design-system agent: a brief becomes tokens, a DESIGN.md and pages on which all of it is alive."""
