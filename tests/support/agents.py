"""Agents made for tests: each shows one ability of the engine. Registered with BATON_EXTRA_AGENTS."""

import asyncio
import json
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workers.agents.agent import (
    Child,
    Completed,
    Step,
    StepContext,
    StepOutcome,
    WaitForChildren,
    WaitForPerson,
)
from workers.language_models.texts import stream_text


@dataclass(frozen=True)
class TestAgent:
    """A name and a fixed list of steps, or a function that makes it from the input."""

    name: str
    make: Callable[[Mapping[str, Any]], Sequence[Step]]

    def steps(self, *, input: Mapping[str, Any], session: Mapping[str, Any]) -> Sequence[Step]:
        return self.make(input)


def told(input: Mapping[str, Any]) -> Mapping[str, Any]:
    """An agent's parameters: its input, or the JSON in the last message where a public API started it."""
    messages = input.get("messages")
    if not messages:
        return input
    try:
        found = json.loads(messages[-1]["content"])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def word(step: int, index: int) -> str:
    return f"s{step}w{index} "


async def _pause(context: StepContext) -> None:
    """Slow down as the input says, so that a test can strike in the middle."""
    await asyncio.sleep(float(told(context.input).get("pause", 0)))


def _words_step(number: int, *, broken: Any = "continue", last: bool) -> Step:
    """Streams the input's number of words and goes on behind what is there already."""

    async def run(context: StepContext) -> StepOutcome:
        count = int(told(context.input).get("words", 20))
        done = len(context.partial_text.split())
        for index in range(done, count):
            await context.emit("text_delta", delta=word(number, index))
            await _pause(context)
        text = "".join(word(number, index) for index in range(count))
        if not last:
            return StepOutcome(output={"text": text}, session={f"step{number}": count})
        whole = "".join(output["text"] for output in context.outputs.values()) + text
        return Completed(output={"text": text}, terminal="words_complete", result={"text": whole})

    return Step(name=f"words-{number}", run=run, broken=broken)


def _words(input: Mapping[str, Any]) -> Sequence[Step]:
    steps = int(told(input).get("steps", 3))
    return [_words_step(number, last=number == steps) for number in range(1, steps + 1)]


def _rewinding(input: Mapping[str, Any]) -> Sequence[Step]:
    steps = int(told(input).get("steps", 2))
    return [_words_step(number, broken="rewind", last=number == steps) for number in range(1, steps + 1)]


async def _spawn(context: StepContext) -> StepOutcome:
    await context.emit("phase", phase="spawning")
    wanted = told(context.input).get("children", 3)
    child = {"words": told(context.input).get("words", 5), "steps": 1, "pause": told(context.input).get("pause", 0)}
    name = str(told(context.input).get("childAgent", "test.words"))
    return WaitForChildren(children=[Child(agent=name, input=child)] * int(wanted))


async def _gather(context: StepContext) -> StepOutcome:
    states = [child["state"] for child in context.children]
    return Completed(
        terminal="family_complete",
        result={"states": states, "texts": [(child["result"] or {}).get("text") for child in context.children]},
    )


async def _ask(context: StepContext) -> StepOutcome:
    return WaitForPerson(question={"text": "Go on?"})


async def _hear(context: StepContext) -> StepOutcome:
    return Completed(terminal="person_complete", result={"answer": context.answer})


def _calls(input: Mapping[str, Any]) -> Sequence[Step]:
    """Makes model calls, several at once, in several steps."""
    steps = int(told(input).get("steps", 2))

    def make(number: int) -> Step:
        async def run(context: StepContext) -> StepOutcome:
            async def call(index: int) -> str:
                prompt = f"step {number} call {index}: tell me about bicycles for commuters"
                pieces = [
                    piece async for piece in stream_text(model=context.model(), system="Be brief.", prompt=prompt)
                ]
                return "".join(pieces)

            texts = await asyncio.gather(*(call(index) for index in range(int(told(input).get("parallel", 1)))))
            await _pause(context)
            if number < steps:
                return StepOutcome(output=len(texts))
            return Completed(output=len(texts), terminal="calls_complete", result={"calls": len(texts) * steps})

        return Step(name=f"calls-{number}", run=run)

    return [make(number) for number in range(1, steps + 1)]


async def _kill_own_process(context: StepContext) -> StepOutcome:
    await context.emit("phase", phase="poison")
    await asyncio.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)
    return StepOutcome()


async def _exhaust_memory(context: StepContext) -> StepOutcome:
    raise MemoryError


async def _raise(context: StepContext) -> StepOutcome:
    raise ValueError("a secret that clients must not see")


async def _sleep_for_ever(context: StepContext) -> StepOutcome:
    await context.emit("phase", phase="sleeping")
    await asyncio.Event().wait()
    return StepOutcome()


async def _write_badly(context: StepContext) -> StepOutcome:
    def write(connection: Any) -> None:
        connection.exec_driver_sql("SELECT 1/0")

    return Completed(terminal="never_seen", result={}, writes=[write])


def _single(name: str, *steps: tuple[str, Callable[[StepContext], Any]]) -> TestAgent:
    made = [Step(name=step, run=run) for step, run in steps]
    return TestAgent(name, lambda _input: made)


AGENTS = {
    agent.name: agent
    for agent in (
        TestAgent("test.words", _words),
        TestAgent("test.rewinding", _rewinding),
        TestAgent("test.calls", _calls),
        _single("test.family", ("spawn", _spawn), ("gather", _gather)),
        _single("test.person", ("ask", _ask), ("hear", _hear)),
        _single("test.poison", ("poison", _kill_own_process)),
        _single("test.memory", ("memory", _exhaust_memory)),
        _single("test.raises", ("raise", _raise)),
        _single("test.sleeper", ("sleep", _sleep_for_ever)),
        _single("test.bad_write", ("write", _write_badly)),
    )
}
