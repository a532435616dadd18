"""What a conversing model is told about itself: its role from the prompt registry, and what one request adds."""

from collections.abc import Mapping
from typing import Any

from workers.agents.agent import Prompt
from workers.agents.chat.talk import Talk
from workers.agents.plain_text import plain

PLANNING = "baton-chat-planning"
"""Slug of what plan mode adds."""

LONGEST_PATH = 500

CONCLUDE = """\
There are no more steps left for this request, so you cannot call tools any more. Say in a few sentences
what is done, what is not, and how to go on.
"""


async def system_prompt(talk: Talk) -> tuple[str, Prompt]:
    """Everything that the model is told about itself for this step, and the registry's prompt in it."""
    role = await talk.context.prompt(talk.composition.system(talk.input))
    parts = [
        role.text,
        plain(talk.input.get("systemPrompt"), 20_000),
        f"You were called as: {plain(talk.input.get('taskType'), 60)}" if talk.input.get("taskType") else "",
        (await talk.context.prompt(PLANNING)).text if talk.plans_first else "",
        _workspace(talk) if talk.has_sandbox else "",
        _manners(talk.input),
    ]
    return "\n\n".join(part.strip() for part in parts if part), role


def _workspace(talk: Talk) -> str:
    folder = f"/workspace/{talk.folder}".rstrip("/")
    lines = [f"Working folder: {folder}"]
    if files := talk.facts["files"]:
        lines.append(f"Files in it when this request came: {', '.join(map(_on_one_line, files))}")
    if skills := talk.facts["skills"]:
        paths = ", ".join(f"/workspace/{path}" for path in skills)
        lines.append(f"Skills that you should read before work they are about: {paths}")
    return "\n".join(lines)


def _on_one_line(path: str) -> str:
    """Programs name files as they like; a name shall not look like lines of ours."""
    return plain(" ".join(path.split()), LONGEST_PATH)


def _manners(input: Mapping[str, Any]) -> str:
    locale, zone = plain(input.get("locale"), 40), plain(input.get("timezone"), 60)
    lines = [f"The user's locale: {locale}" if locale else "", f"The user's time zone: {zone}" if zone else ""]
    return "\n".join(line for line in lines if line)
