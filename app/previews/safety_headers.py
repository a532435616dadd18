"""Which headers every answer bears, and which ones pass between a browser and a sandbox's own server.

Pages here are written by agents, so a browser is told to keep each to its own origin. What a served
program says about itself passes by name only: a cookie, a report address, HSTS or a redirect inside
somebody's front server must not come from it. It gets nothing of the visitor's but the request itself.
"""

import re

from app.previews.messages import Headers

_POLICY = (
    "default-src 'self' 'unsafe-inline' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " object-src 'none'; frame-ancestors {ancestors}"
)
_SAFETY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), payment=(),"
    " publickey-credentials-create=(), publickey-credentials-get=(), serial=(), usb=()",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-cache",
}
_FROM_PROGRAMS = {
    b"accept-ranges",
    b"allow",
    b"content-disposition",
    b"content-encoding",
    b"content-language",
    b"content-length",
    b"content-location",
    b"content-range",
    b"content-type",
    b"etag",
    b"last-modified",
    b"location",
    b"retry-after",
    b"vary",
}
# Of the free names, those that a front server obeys.
_OBEYED_BY_SERVERS = re.compile(rb"x-(accel|sendfile|lighttpd|litespeed|reproxy)")
_NEVER_TO_PROGRAMS = re.compile(
    rb"cookie2?|authorization|proxy-.*|forwarded|x-forwarded.*|x-real-ip|x-client-ip|x-cluster-client-ip"
    rb"|x-original-.*|x-rewrite-url|true-client-ip|client-ip|via|cf-.*|cdn-loop|fly-.*|x-amzn-.*"
    rb"|connection|keep-alive|te|trailer|transfer-encoding|content-length|upgrade|http2-settings|expect|host"
)
_PLAIN_NAME = re.compile(rb"[a-z0-9-]+")


def safety_headers(frame_ancestors: str) -> Headers:
    """What every answer bears. ``frame_ancestors`` are the sources that may show previews in a frame."""
    policy = {"content-security-policy": _POLICY.format(ancestors=frame_ancestors)}
    return [(name.encode(), value.encode()) for name, value in {**_SAFETY, **policy}.items()]


def with_safety(headers: Headers, safety: Headers) -> Headers:
    """``headers`` with every safety header as we say it, whatever they said."""
    ours = {name for name, _ in safety}
    return [*(header for header in headers if header[0] not in ours), *safety]


def for_program(headers: Headers) -> Headers:
    """The headers of a request that a served program gets to see; framing is ours to say."""
    named_by_connection = _listed(headers, b"connection")
    return [
        (name, value)
        for name, value in headers
        # A name with an underscore reads like another header to many programs.
        if _PLAIN_NAME.fullmatch(name) and name not in named_by_connection and not _NEVER_TO_PROGRAMS.fullmatch(name)
    ]


def from_program(headers: Headers) -> Headers:
    """The headers of a served program's answer that a browser gets to see."""
    named_by_connection = _listed(headers, b"connection")
    return [
        (name, value)
        for name, value in headers
        if name not in named_by_connection
        and (name in _FROM_PROGRAMS or (name.startswith(b"x-") and not _OBEYED_BY_SERVERS.match(name)))
    ]


def _listed(headers: Headers, name: bytes) -> set[bytes]:
    values = b",".join(value for found, value in headers if found == name)
    return {word.strip().lower() for word in values.split(b",")}
