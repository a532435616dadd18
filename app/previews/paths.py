"""What a request's path asks for in a folder. Anything but a plain path to a visible name asks for nothing."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

_UNPLAIN = re.compile(r"[\x00-\x1f\x7f\\]")
_HALF_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ESCAPED_SLASH = re.compile(rb"%2f", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WantedPath:
    """A path inside a site, decoded. No part is empty, begins with a dot or holds a slash."""

    parts: tuple[str, ...]
    is_folder: bool
    """It ends with a slash."""
    query: str = ""
    """As it was sent, with its question mark."""

    @property
    def is_front(self) -> bool:
        """It is the site's front page."""
        return self.is_folder and not self.parts

    def candidates(self) -> tuple[str, ...]:
        """The files that answer it, the best first: an address without an ending may leave out ``.html``."""
        path = "/".join(self.parts)
        if self.is_folder:
            return (f"{path}/index.html" if path else "index.html",)
        return (path, f"{path}.html")

    def as_folder(self) -> "WantedPath":
        return WantedPath(self.parts, True, self.query)

    def address(self) -> str:
        """The path as it stands in an address of the same origin."""
        return "".join(f"/{quote(part, safe='')}" for part in self.parts) + ("/" if self.is_folder else "") + self.query


def wanted_path(target: bytes) -> WantedPath | None:
    """What a request's target asks for; None where that is nothing that a site has."""
    path, mark, query = target.partition(b"?")
    if not path.startswith(b"/") or b"#" in path or _HALF_ESCAPE.search(path) or _ESCAPED_SLASH.search(path):
        return None
    try:
        decoded = unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return None
    *parts, last = decoded[1:].split("/")
    if last:
        parts.append(last)
    if _UNPLAIN.search(decoded) or any(not part or part.startswith(".") for part in parts):
        return None
    return WantedPath(tuple(parts), not last, (mark + query).decode("latin-1"))
