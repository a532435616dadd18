"""A stored thing before and after a change, as the trail keeps it."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.domain.access_policies.queries import PolicyRecord, RoleRecord

_TIMES = ("created_at", "updated_at")


def snapshot(record: RoleRecord | PolicyRecord) -> Mapping[str, Any]:
    """The fields of ``record`` without its times."""
    return {each.name: getattr(record, each.name) for each in fields(record) if each.name not in _TIMES}
