"""The summary of a conversation, put together from its own sentences: who asked for what, and what came of it."""

import re
from collections.abc import Mapping
from typing import Any

from workers.language_models.offline.reading import Reading

LONGEST_LINE = 240
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_CALL = re.compile(r"^\[(\w+)\] (?:.*?\"path\": ?\"([^\"]+)\")?", re.MULTILINE)


def conversation_summary(reading: Reading) -> Mapping[str, Any]:
    """{conversation_summary}"""
    lines = [line for message in reading.material.get("messages") or () if (line := _line(message))]
    return {"conversation_summary": "\n".join(lines) or "Nothing has been said yet."}


def _line(message: Mapping[str, str]) -> str:
    content = message.get("content", "").strip()
    if message.get("role") == "user":
        return f"- The user asked: {_first(content)}"
    if content.startswith("[result of "):
        return ""
    said = _first(_CALL.sub("", content).strip())
    done = [f"{name} {path}".strip() for name, path in _CALL.findall(content)]
    parts = [f"said: {said}" if said else "", f"used {', '.join(done)}" if done else ""]
    told = "; ".join(part for part in parts if part)
    return f"- The agent {told}" if told else ""


def _first(text: str) -> str:
    return _SENTENCE.split(text, maxsplit=1)[0][:LONGEST_LINE] if text else ""
