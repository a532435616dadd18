"""What a model answers to an action of a task."""

from typing import Any, TypeAlias

from pydantic import BaseModel, Field, create_model, model_validator

from app.domain.tasks.action_data import checked_result
from app.errors import InvalidRequest

Value: TypeAlias = str | bool | float | list[str]


class NamedValue(BaseModel):
    name: str = Field(min_length=1, max_length=64)
    value: Value


class TaskAnswer(BaseModel):
    """The values that the action asks for, by name."""

    values: list[NamedValue] = Field(max_length=50)
    reason: str = Field(min_length=1, max_length=2_000)

    @property
    def data(self) -> dict[str, Any]:
        """As a person would submit it."""
        return {each.name: each.value for each in self.values}


def answer_to(action: dict[str, Any]) -> type[TaskAnswer]:
    """The answers that this action takes: a model that gives another one is told why, and asked again."""

    def check(answer: TaskAnswer) -> TaskAnswer:
        try:
            checked_result(action, answer.data)
        except InvalidRequest as error:
            raise ValueError(error.message) from None
        return answer

    validators: dict[str, Any] = {"fits_the_action": model_validator(mode="after")(check)}
    return create_model("TaskAnswer", __base__=TaskAnswer, __validators__=validators)
