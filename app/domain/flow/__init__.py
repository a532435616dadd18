"""The flow: the questions that lead a project from an idea to its specification, phase by phase."""
