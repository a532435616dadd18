"""The parts of a project's specification, each by a writer of its own, from answers, ontology and features."""
