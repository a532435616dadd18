"""Paths that belong to no API."""

from tests.dialects.tenants.rows import Nobodys, Rows

ROWS: Rows = {
    "GET /health": Nobodys("this process alone"),
    "GET /readyz": Nobodys("the services alone"),
    "GET /metrics": Nobodys("numbers of all tenants together, for this machine alone"),
    "GET /openapi.json": Nobodys("the same for everybody"),
    "GET /docs": Nobodys("the same for everybody"),
    "GET /docs/start.js": Nobodys("the same for everybody"),
    "GET /docs/assets/<name>": Nobodys("the same for everybody"),
    "GET /.well-known/jwks.json": Nobodys("public keys"),
}
