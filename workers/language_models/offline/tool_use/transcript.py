"""A conversation as its parts: what was asked, which tools were called since, and what they returned."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    RetryPromptPart,
    SystemPromptPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from workers.language_models.offline.tool_use import toolbox

_EXIT = re.compile(
    r"\A\W*exit(?:ed)?(?:[ _-]?(?:code|status|with))*\W{0,3}(-?\d+)\W*?(?:it printed nothing\W*?)?(?:\n|\Z)"
    r"|(?:\A|\n)\W*exit(?:ed)?(?:[ _-]?(?:code|status|with))*\W{0,3}(-?\d+)\W*\Z",
    re.IGNORECASE,
)
_GO_ON = re.compile(
    r"\s*(?:please )?(?:go on|continue|carry on|keep going|proceed|resume)(?: please)?\W*", re.IGNORECASE
)
_HEADING = re.compile(r"^\W*(?:stdout|stderr|output)\W*:\W*$", re.IGNORECASE | re.MULTILINE)
_RUNS = (toolbox.PYTHON, toolbox.SHELL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came back with: its text, and for programs their exit code and what they printed."""

    text: str
    failed: bool
    exit_code: int | None = None

    @property
    def printed(self) -> str:
        """The text without the lines that are not the program's own."""
        return _HEADING.sub("", _EXIT.sub("", self.text)).strip("\n")


LOST = Outcome("The call did not come back.", failed=True)


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made, and its outcome."""

    tool: str
    arguments: Mapping[str, Any]
    outcome: Outcome


@dataclass(slots=True)
class Exchange:
    """One request of the user, the model's turns with their calls, and its last words."""

    request: str
    turns: list[list[Made]] = field(default_factory=list)
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    system: str
    earlier: Sequence[Exchange]
    current: Exchange
    calls: int
    """How many calls the conversation has had."""
    digest: str
    """Tells conversations apart whose calls have the same numbers."""


def read_transcript(messages: Sequence[ModelMessage], instructions: str) -> Transcript:
    """The conversation that ``messages`` hold; never fails, whatever they hold."""
    outcomes = dict(_outcomes(messages))
    exchanges = [Exchange("")]
    system = [instructions]
    calls = 0
    for message in messages:
        if isinstance(message, ModelResponse):
            made = [_made(part, outcomes) for part in message.parts if isinstance(part, ToolCallPart)]
            calls += len(made)
            _noted(exchanges[-1], made, message.text or "")
            continue
        system += [part.content for part in message.parts if isinstance(part, SystemPromptPart)]
        system.append(message.instructions or "")
        exchanges += map(Exchange, _said(message))  # of several texts in one message the last is the request
    told = "\x00".join((*(exchange.request for exchange in exchanges), str(calls)))
    exchanges = _taken_up(exchanges)
    earlier = exchanges[1:-1] if len(exchanges) > 1 else []
    digest = blake2b(told.encode(errors="replace"), digest_size=3).hexdigest()
    return Transcript("\n".join(dict.fromkeys(filter(None, system))), earlier, exchanges[-1], calls, digest)


def _taken_up(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The exchanges, where a request to go on belongs to the one before it that came to no answer."""
    kept: list[Exchange] = []
    for each in exchanges:
        left = kept[-1] if kept else None
        if left is not None and left.request and not left.answer and _GO_ON.fullmatch(each.request):
            kept[-1] = Exchange(left.request, [*_carried_out(left.turns), *each.turns], each.answer)
        else:
            kept.append(each)
    return kept


def _carried_out(turns: list[list[Made]]) -> list[list[Made]]:
    """Without a last turn whose calls were never made, or failed: they are made again."""
    return turns[:-1] if turns and any(made.outcome.failed for made in turns[-1]) else turns


def _noted(exchange: Exchange, made: list[Made], text: str) -> None:
    if made:
        exchange.turns.append(made)
    else:
        exchange.answer = text


def _said(message: ModelRequest) -> list[str]:
    parts = [part.content for part in message.parts if isinstance(part, UserPromptPart)]
    return [content if isinstance(content, str) else _texts(content) for content in parts]


def _texts(content: Sequence[Any]) -> str:
    return "\n".join(text for item in content if isinstance(text := getattr(item, "content", item), str))


def _made(part: ToolCallPart, outcomes: Mapping[str, Outcome]) -> Made:
    return Made(part.tool_name, _arguments(part.args), outcomes.get(part.tool_call_id, LOST))


def _arguments(args: str | dict[str, Any] | None) -> dict[str, Any]:
    if isinstance(args, str):
        try:
            args = json.loads(args or "{}")
        except ValueError:
            return {}
    return args if isinstance(args, dict) else {}


def _outcomes(messages: Sequence[ModelMessage]) -> Iterator[tuple[str, Outcome]]:
    for message in messages:
        for part in message.parts if isinstance(message, ModelRequest) else ():
            if isinstance(part, RetryPromptPart):
                yield part.tool_call_id, Outcome(part.model_response(), failed=True)
            elif isinstance(part, ToolReturnPart):
                ran = toolbox.ability_of(part.tool_name) in _RUNS
                failed = part.outcome in ("failed", "denied")
                yield part.tool_call_id, outcome_of(part.content, failed=failed, ran=ran)


def outcome_of(content: Any, *, failed: bool = False, ran: bool = False) -> Outcome:
    """What a tool returned, read: text as it is, anything else by its usual fields; ``ran``: a program, which has
    an exit code."""
    if isinstance(content, Mapping) and {"stdout", "output"} & set(content):
        printed = [str(content.get(name) or "") for name in ("stdout", "output", "stderr")]
        code = next((content[name] for name in ("exit_code", "exitCode", "returncode") if name in content), None)
        code = code if isinstance(code, int) else None
        return Outcome("\n".join(filter(None, printed)), failed or bool(code), code)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, default=str)
    found = _EXIT.search(text) if ran else None
    number = int(found[1] or found[2]) if found else None
    return Outcome(text, failed or bool(number), number)
