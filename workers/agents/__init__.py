"""The agents: one package each, all with the same file names inside."""
