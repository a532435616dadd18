"""The refusal of a shape that has no writer: a programming error, shown to the run as a model that misbehaved."""

from collections.abc import Iterable

from pydantic_ai.exceptions import UnexpectedModelBehavior


class NoWriter(UnexpectedModelBehavior):
    """The offline model was asked for an output type that it cannot write."""

    def __init__(self, fields: Iterable[str]) -> None:
        super().__init__(f"The offline model has no writer for the fields {', '.join(sorted(fields))}.")
