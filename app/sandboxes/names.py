"""Names of sandboxes, and the addresses of their previews.

A name is a readable word or two and 80 random bits, since whoever knows a preview's address may see
it. The address is a host name of its own, so that a page made by an agent shares no origin, cookie or
key with the API or with another sandbox.
"""

import re
import secrets
from urllib.parse import urlsplit

from app.settings import Settings

MAIN_PORT = 3000
"""The port of what the session has made last: its app, or its screens."""

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_SECRET_LENGTH = 16
_LONGEST_WORDS = 24
_HOST_LABEL = re.compile(r"(?P<name>[a-z][a-z0-9-]{15,48}[a-z0-9])-p(?P<port>[1-9][0-9]{1,4})")


def new_name(label: str) -> str:
    """A name that nobody can guess, beginning with the words of ``label``, e.g. ``habit-tracker-7kq2…``."""
    words = "-".join(re.findall(r"[a-z0-9]+", label.lower()))[:_LONGEST_WORDS].strip("-")
    words = words if words[:1].isalpha() else f"app-{words}".strip("-")
    return f"{words}-{''.join(secrets.choice(_ALPHABET) for _ in range(_SECRET_LENGTH))}"


def preview_url(name: str, settings: Settings, *, port: int = MAIN_PORT) -> str:
    """Where the preview of a sandbox's port is, without a slash at its end."""
    base = urlsplit(preview_base(settings))
    return f"{base.scheme}://{name}-p{port}.{base.netloc}"


def preview_base(settings: Settings) -> str:
    """Scheme, domain and port of all previews."""
    return settings.preview_url or f"http://preview.localhost:{settings.preview_port}"


def parsed_host(host: str, settings: Settings) -> tuple[str, int] | None:
    """The name and the port that a host name (with or without its own port) stands for, if it is a preview's."""
    label, _, domain = host.lower().partition(".")
    expected = urlsplit(preview_base(settings)).hostname
    found = _HOST_LABEL.fullmatch(label)
    if found is None or (domain.rpartition(":")[0] != expected and domain != expected):
        return None
    return found["name"], int(found["port"])


def parsed_url(url: str, settings: Settings) -> str | None:
    """The name of the sandbox whose preview is at ``url``, or None. Nothing is fetched."""
    try:
        parts = urlsplit(url)
        host = parsed_host(parts.netloc, settings)
    except ValueError:
        return None
    return host[0] if host and parts.scheme in {"http", "https"} else None
