"""The model's next turn: what it says, and which tools it calls with what.

The work on a request is played from its beginning with the results that the messages hold. Where they
hold calls that this work would not have made (another model made them, or rules have changed since),
those become history, and the work begins anew behind them.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.messages import ModelMessage
from pydantic_ai.tools import ToolDefinition

from workers.language_models.briefs import parse_brief
from workers.language_models.offline.tool_use.desk import Desk, Move, Wanted
from workers.language_models.offline.tool_use.folder import Folder
from workers.language_models.offline.tool_use.planning import work_on
from workers.language_models.offline.tool_use.toolbox import PLAN, Toolbox, ability_of
from workers.language_models.offline.tool_use.transcript import Exchange, Made, Transcript, read_transcript
from workers.language_models.offline.tool_use.work.answering import concluded

MOST_CALLS = 40
"""Of one request; what is asked for takes far fewer."""

_NOTE = re.compile(r"^\[[\w -]{1,40}: [^\]\n]*\].*$", re.MULTILINE)
"""What a client adds to a request to go by; it is no wish."""


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
    turns = transcript.current.turns
    box = Toolbox.of([*tools, *_planned(turns)])
    if turns and not tools:
        return Turn(concluded(_desk(transcript, box, len(turns)), turns))
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
    desk = Desk(box, folder, transcript.system, transcript.earlier)
    for name in _present(transcript.system):
        folder.files.setdefault(desk.path(name), None)
        folder.touched.append(desk.path(name))
    past = [turn for exchange in transcript.earlier for turn in exchange.turns] + transcript.current.turns[:start]
    for made in (made for turn in past for made in turn):
        folder.take_up(made)
    return desk


def _present(system: str) -> Sequence[str]:
    """The files that the system prompt lists."""
    found = re.search(r"^files in (?:it|the \w+)[^:\n]*:\s*(.+)$", system, re.IGNORECASE | re.MULTILINE)
    return [name.strip(" `") for name in found[1].split(",")] if found else []


def _planned(turns: Sequence[Sequence[Made]]) -> Sequence[ToolDefinition]:
    """The tool that a plan was submitted with: it is on offer only until a plan is approved."""
    names = {made.tool for turn in turns for made in turn if ability_of(made.tool) == PLAN}
    schema = {"type": "object", "properties": {"plan": {"type": "string"}}}
    return [ToolDefinition(name=name, parameters_json_schema=schema) for name in sorted(names)]


def _played(desk: Desk, exchange: Exchange, box: Toolbox, start: int) -> Move | str | int:
    """The next move or the closing words; a number where the work has to begin anew behind so many turns."""
    work = work_on(desk, _NOTE.sub("", exchange.request))
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
    wanted = [box.call(call.ability, call.values) for call in move.calls if box.can(call.ability)]
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
