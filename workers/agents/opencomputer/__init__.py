"""OpenComputer's agent: builds or changes something in its session's sandbox, and shows it."""
