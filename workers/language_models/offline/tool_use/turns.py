"""The model's next turn: what it says, and which tools it calls with what.

The work on a request is played from its beginning with the results that the messages hold. Where they
hold calls that this work would not have made (another model made them, or rules have changed since),
those become history, and the work begins anew behind them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.messages import ModelMessage
from pydantic_ai.tools import ToolDefinition

from workers.language_models.briefs import parse_brief
from workers.language_models.offline.tool_use.desk import Desk, Move, Wanted
from workers.language_models.offline.tool_use.folder import Folder
from workers.language_models.offline.tool_use.planning import work_on
from workers.language_models.offline.tool_use.toolbox import Toolbox
from workers.language_models.offline.tool_use.transcript import Exchange, Made, Transcript, read_transcript

MOST_CALLS = 40
"""Of one request; what is asked for takes far fewer."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call as the model makes it."""

    name: str
    arguments: str
    """JSON."""
    id: str


@dataclass(frozen=True, slots=True)
class Turn:
    text: str
    calls: tuple[Call, ...] = ()


def next_turn(messages: Sequence[ModelMessage], tools: Sequence[ToolDefinition], instructions: str = "") -> Turn:
    """What follows the messages: a pure function of its arguments."""
    transcript = read_transcript(messages, instructions)
    box = Toolbox.of(tools)
    turns = transcript.current.turns
    if sum(map(len, turns)) >= MOST_CALLS:
        return Turn("I stop here: this takes more steps than I may make for one request. What is done so far stays.")
    start = 0
    while True:
        played = _played(_desk(transcript, box, start), transcript.current, box, start)
        if not isinstance(played, int):
            return _turn(played, box, transcript)
        start = played


def converses(messages: Sequence[ModelMessage]) -> bool:
    """Whether these are the messages of a conversation that works with tools, although none is on offer now.

    It had calls before, or its system prompt stands before a request that is no brief.
    """
    transcript = read_transcript(messages, "")
    return bool(transcript.calls) or bool(transcript.system and not parse_brief(transcript.current.request))


def _desk(transcript: Transcript, box: Toolbox, start: int) -> Desk:
    folder = Folder()
    past = [turn for exchange in transcript.earlier for turn in exchange.turns] + transcript.current.turns[:start]
    for made in (made for turn in past for made in turn):
        folder.take_up(made)
    return Desk(box, folder, transcript.system, transcript.earlier)


def _played(desk: Desk, exchange: Exchange, box: Toolbox, start: int) -> Move | str | int:
    """The next move or the closing words; a number where the work has to begin anew behind so many turns."""
    work = work_on(desk, exchange.request)
    try:
        move = next(work)
        for number, made in enumerate(exchange.turns[start:], start=start + 1):
            if not _same(move, made, box):
                return number
            move = work.send([each.outcome for each in made])
    except StopIteration as ended:
        return str(ended.value)
    return move


def _same(move: Move, made: Sequence[Made], box: Toolbox) -> bool:
    wanted = [box.call(call.ability, call.values) for call in move.calls]
    return wanted == [(each.tool, dict(each.arguments)) for each in made]


def _turn(played: Move | str, box: Toolbox, transcript: Transcript) -> Turn:
    if isinstance(played, str):
        return Turn(played)
    first = transcript.calls + 1
    calls = [_call(call, box, f"call_{first + n:03d}_{transcript.digest}") for n, call in enumerate(played.calls)]
    return Turn(played.text, tuple(calls))


def _call(wanted: Wanted, box: Toolbox, call_id: str) -> Call:
    name, arguments = box.call(wanted.ability, wanted.values)
    return Call(name, _json(arguments), call_id)


def _json(arguments: dict[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False)
