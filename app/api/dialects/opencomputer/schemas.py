"""What OpenComputer's clients send. Fields that are not known are let through and ignored; null is absent."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.api.body_schemas import Body
from app.api.streaming.replays import CursorField
from app.domain.computer_sessions.records import DEFAULT_CWD, ROOT, TOOLS

LONGEST_TEXT = 100 * 1024
LONGEST_USER_ID = 255
LONGEST_NAME = 200
MOST_SKILLS = 200
LONGEST_PATH = 500
LONGEST_PART = 200
"""Bytes of one folder's or file's name that a sandbox takes."""


def _check_says_something(value: str) -> None:
    if not value.strip():
        raise ValidationError("Must not be blank.")


def _check_relative(path: str) -> None:
    parts = path.split("/")
    if len(path) > LONGEST_PATH or "\x00" in path or any(part in ("", ".", "..") for part in parts):
        raise ValidationError(f"Must be a relative path without . and .., of at most {LONGEST_PATH} characters.")
    if any(len(part.encode()) > LONGEST_PART for part in parts):
        raise ValidationError(f"A part of a path has at most {LONGEST_PART} bytes.")


def _check_skills(skills: Mapping[str, str]) -> None:
    """All of them can lie in one folder: none is also the folder of another."""
    for path in skills:
        parts = path.split("/")
        if any("/".join(parts[:count]) in skills for count in range(1, len(parts))):
            raise ValidationError(f"{path}: leads through a skill that is a file.")


def _check_cwd(path: str) -> None:
    if path != ROOT:
        if not path.startswith(ROOT + "/"):
            raise ValidationError(f"Must be {ROOT} or a folder below it.")
        _check_relative(path.removeprefix(ROOT + "/"))


def _text(longest: int, **options: Any) -> fields.String:
    return fields.String(validate=[validate.Length(max=longest), _check_says_something], **options)


class AgentConfigBody(Body):
    system_prompt = fields.String(validate=validate.Length(max=LONGEST_TEXT))
    skills = fields.Dict(
        keys=fields.String(validate=_check_relative),
        values=fields.String(),
        validate=[validate.Length(max=MOST_SKILLS), _check_skills],
        metadata={"description": f"Texts by path; they are put below {ROOT}/agent/"},
    )
    allowed_tools = fields.List(
        fields.String(validate=validate.OneOf(TOOLS)), metadata={"description": f"All if absent: {', '.join(TOOLS)}"}
    )
    cwd = fields.String(
        validate=_check_cwd, metadata={"description": f"Where the agent works; {DEFAULT_CWD} if absent"}
    )


class ComputerSessionBody(Body):
    prompt = _text(LONGEST_TEXT, required=True, metadata={"description": "What the agent should build or do"})
    user_id = _text(LONGEST_USER_ID, required=True, metadata={"description": "Your user's id; owns the session"})
    user_email = fields.String(validate=validate.Length(max=LONGEST_NAME))
    user_name = fields.String(validate=validate.Length(max=LONGEST_NAME))
    agent_config = fields.Nested(AgentConfigBody)


class ComputerMessageBody(Body):
    message = _text(LONGEST_TEXT, required=True)
    user_id = _text(LONGEST_USER_ID, required=True, metadata={"description": "Must be the session's owner"})


class ComputerOwnerQuery(Schema):
    user_id = fields.String(metadata={"description": "Only a session of this user is found"})


class ComputerStreamQuery(ComputerOwnerQuery):
    api_key = fields.String(metadata={"description": "The key, where no header can be set"})
    ticket = fields.String(metadata={"description": "A stream ticket instead of the key"})
    last_event_id = CursorField(metadata={"description": "Only events behind this id"})


class ComputerStreamHeaders(Schema):
    last_event_id = CursorField(data_key="Last-Event-ID", metadata={"description": "Sent by EventSource by itself"})
