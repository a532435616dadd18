"""What clients are told that an execution is at."""


def step_of(agent: str, doing: str = "compilation") -> str:
    """``architecture-compilation`` for the architecture-compiler; the agent's own name where it compiles nothing."""
    if agent.endswith("-compiler"):
        return f"{agent.removesuffix('-compiler')}-{doing}"
    return agent.removesuffix("-agent") if doing == "compilation" else f"{agent.removesuffix('-agent')}-{doing}"
