"""What organizations and invitations have to look like; each problem names its field."""

import re
from collections.abc import Mapping
from typing import Any

from app.errors import InvalidRequest
from app.storage.json import dumps

LONGEST_NAME = 200
LONGEST_MESSAGE = 2000
SLUG_LENGTHS = (2, 63)
LARGEST_SETTINGS = 16_384
"""Bytes of JSON."""

RESERVED_SLUGS = frozenset({"admin", "api", "docs", "health", "new", "settings", "slug-check", "v1", "www"})
"""Addresses of our own and of usual front ends. To those who ask they are taken."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def clean_name(name: str, *, field: str = "name") -> str:
    """The name without blanks around it.

    Raises:
        InvalidRequest: it is empty, too long, or not printable.
    """
    cleaned = name.strip()
    if not 0 < len(cleaned) <= LONGEST_NAME or not cleaned.isprintable():
        raise _wrong(field, f"Must be 1 to {LONGEST_NAME} printable characters")
    return cleaned


def check_slug(slug: str) -> None:
    """Look at a slug: what stands in addresses, so neither blanks nor capitals.

    Raises:
        InvalidRequest: it does not look like ``acme-digital``.
    """
    shortest, longest = SLUG_LENGTHS
    if not shortest <= len(slug) <= longest or not _SLUG.match(slug):
        raise _wrong(
            "slug",
            f"Must be {shortest} to {longest} lower-case letters and digits, with single hyphens between them",
        )


def check_settings(settings: Mapping[str, Any]) -> None:
    """Look at the size of settings; what is in them is up to the front end.

    Raises:
        InvalidRequest: they are too large.
    """
    if len(dumps(dict(settings))) > LARGEST_SETTINGS:
        raise _wrong("settings", f"Longer than {LARGEST_SETTINGS} bytes")


def clean_message(message: str) -> str:
    """The message without blanks around it.

    Raises:
        InvalidRequest: it is too long.
    """
    cleaned = message.strip()
    if len(cleaned) > LONGEST_MESSAGE:
        raise _wrong("message", f"Longer than {LONGEST_MESSAGE} characters")
    return cleaned


def _wrong(field: str, issue: str) -> InvalidRequest:
    return InvalidRequest(f"{field}: {issue}", details={"fields": {field: issue}})
