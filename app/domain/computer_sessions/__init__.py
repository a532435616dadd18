"""OpenComputer sessions: a prompt, a sandbox with a preview, and the conversation that works in it."""
