"""DESIGN.md: the design system as a document that people read and tools diff."""
