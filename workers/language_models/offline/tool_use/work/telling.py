"""Sentences that several kinds of work close with."""

from workers.language_models.offline.tool_use.desk import quiet
from workers.language_models.offline.tool_use.transcript import Outcome

CAN_WRITE = (
    "What I can write are small programs about texts, numbers, dates, units and files (CSV, JSON, text), "
    "documents, example data and small web apps; a language model chosen by its name could do the rest."
)
WRITTEN_OFFLINE = "This was written offline, by rule, without a language model."


def fenced(text: str) -> str:
    return f"```\n{quiet(text)}\n```"


def output_of(path: str, outcome: Outcome) -> str:
    """What a program that ran printed, as it came back."""
    printed = outcome.printed
    if outcome.failed:
        code = f" with exit code {outcome.exit_code}" if outcome.exit_code is not None else ""
        return f"`{path}` failed{code}:\n\n{fenced(printed or outcome.text)}"
    if not printed.strip():
        return f"`{path}` ran and printed nothing."
    return f"I ran `{path}`. Its output:\n\n{fenced(printed)}"


def failure(what: str, outcome: Outcome) -> str:
    return f"I could not {what}: {quiet(outcome.text, 4, 300).strip() or 'the tool gave no reason'}"
