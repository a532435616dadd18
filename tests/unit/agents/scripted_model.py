"""A model that answers from a script, for tests of what the agents make of an answer."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence

from pydantic import BaseModel
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, ToolCallPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from workers.language_models.briefs import parse_brief


class Script:
    """Answers by output type; ``prompts`` keeps what was asked, by the name of the type or "text"."""

    def __init__(self, *outputs: BaseModel, text: Sequence[str] = ("A reply.",)) -> None:
        self._outputs: Mapping[str, BaseModel] = {type(output).__name__: output for output in outputs}
        self._text = text
        self.prompts: list[tuple[str, str]] = []
        self.conversations: list[list[ModelMessage]] = []
        self.model = FunctionModel(self._write, stream_function=self._stream, model_name="scripted")

    def material(self, kind: str) -> Mapping[str, object]:
        """The material of the last prompt for ``kind``."""
        return parse_brief([prompt for asked, prompt in self.prompts if asked == kind][-1])

    def _write(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        tool = info.output_tools[0]
        kind = str(tool.parameters_json_schema["title"])
        self.prompts.append((kind, _prompt(messages)))
        return ModelResponse(parts=[ToolCallPart(tool.name, self._outputs[kind].model_dump(mode="json"))])

    async def _stream(self, messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        self.prompts.append(("text", _prompt(messages)))
        self.conversations.append(messages)
        for delta in self._text:
            yield delta


def prompt_holds(prompt: str, text: str) -> bool:
    """Whether ``text`` stands in the prompt, as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)[1:-1] in prompt


def _prompt(messages: list[ModelMessage]) -> str:
    parts = [part for message in messages if isinstance(message, ModelRequest) for part in message.parts]
    return [str(part.content) for part in parts if isinstance(part, UserPromptPart)][-1]
