"""Tasks: what a project needs from a person or an agent before it can go on."""
