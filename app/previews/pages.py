"""The few pages that previews show in their own name."""

from html import escape
from http import HTTPStatus

_TITLES = {
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.METHOD_NOT_ALLOWED: "This preview can only be looked at",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too large for a preview",
    HTTPStatus.BAD_GATEWAY: "This preview's own server does not answer",
    HTTPStatus.SERVICE_UNAVAILABLE: "This preview cannot be opened just now",
}
_TEXTS = {
    HTTPStatus.NOT_FOUND: "The address may be incomplete, or what it showed is no longer kept.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Please try again in a moment.",
}
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:18vh auto 4rem;padding:0 1.5rem}"
    "h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}p{margin:0 0 1rem}"
    "pre{overflow:auto;padding:1rem;border-radius:.5rem;background:color-mix(in srgb,currentColor 8%,transparent)}"
)


def page(status: HTTPStatus, text: str = "", details: str = "") -> bytes:
    """A small page for ``status``. ``details`` is shown as it is, in a fixed font."""
    title = escape(_TITLES.get(status, status.phrase))
    body = escape(text or _TEXTS.get(status, ""))
    shown = f"<pre>{escape(details)}</pre>" if details else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1><p>{body}</p>{shown}</main></body></html>\n"
    ).encode()
