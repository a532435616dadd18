"""Sections of a specification that follow from a project's answers alone, where no agent has written them."""
