"""Headers that keep browsers from doing more with an answer than reading it. No CORS: no other origin may."""

from flask import Flask, Response, request

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}

# The try-it page loads its own scripts, and Swagger UI sets styles and draws with data: images.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def install(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path == "/docs":
        response.headers["Content-Security-Policy"] = _PAGE_POLICY
    if response.mimetype == "application/json":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
