"""The run behind a request to summarise a thread: the next turn sees the summary in place of the older messages."""

from functools import partial

from app.domain.conversations.turns import keep_summary
from app.engine.agent_names import SUMMARIZE
from workers.agents.agent import Completed, Step, StepContext
from workers.agents.chat.condensing import cut, shortened
from workers.agents.chat.earlier import before
from workers.agents.chat.message_json import stored
from workers.agents.fixed_steps import FixedSteps

DEFAULT_KEEP = 5


async def summarize(context: StepContext) -> Completed:
    """Condense all turns of the session but the last messages; too few messages are left as they are."""
    keep = int(context.input.get("keepMessages") or DEFAULT_KEEP)
    messages = await context.read(partial(before, session_id=context.session_id, run_id=None))
    if cut(messages, keep) == 0:
        return _completed(success=False, before=len(messages), after=len(messages), length=0)
    await context.emit("summarization", signal="start")
    shorter, summary = await shortened(context, messages, keep=keep)
    ended = _completed(success=True, before=len(messages), after=len(shorter), length=len(summary))
    return Completed(
        events=[("summarization", {"signal": "complete", "summaryLength": len(summary)})],
        writes=[partial(keep_summary, session_id=context.session_id, standing=stored(shorter))],
        terminal=ended.terminal,
        result=ended.result,
    )


def _completed(*, success: bool, before: int, after: int, length: int) -> Completed:
    result = {
        "success": success,
        "originalMessageCount": before,
        "newMessageCount": after,
        "summaryLength": length,
    }
    return Completed(terminal="summarize_complete", result=result)


class SummarizeAgent(FixedSteps):
    """Input {keepMessages, modelId?}; result {success, originalMessageCount, newMessageCount, summaryLength}."""

    name = SUMMARIZE
    fixed = (Step(name="summarizing", run=summarize),)
