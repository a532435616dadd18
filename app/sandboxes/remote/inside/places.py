"""Where things are inside a cloud's sandbox; both sides know."""

WORKSPACE = "/workspace"
"""What the contract calls the sandbox's folder."""
SCRATCH = "/tmp/baton"
"""Where the outside puts what it sends: this and a name."""
ANSWERS = f"{SCRATCH}-answers"
RUNS = f"{SCRATCH}-runs"
"""A folder for each command that runs, by its id."""
