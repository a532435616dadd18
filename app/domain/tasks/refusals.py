"""How a wrong action or submission is refused: with the path of the field and what is wrong with it."""

from app.errors import InvalidRequest


def refused(where: str, problem: str) -> InvalidRequest:
    """The error for one field, such as ``actions.0.config.options``."""
    return InvalidRequest(f"{where}: {problem}", details={"fields": {where: problem}})
