"""Who calls the OpenComputer API: the tenant of a key (``osb_…``), which also names the user with each request.

The key is looked up on every request, so that a revoked one is closed at once. ``EventSource`` cannot set
headers: the event stream alone takes the key as ``?api_key=`` too. It stays out of the logs, which never
hold a query.
"""

from flask import request

from app.api.credentials import Credentials, Principal
from app.api.services import services, transaction_for
from app.domain.accounts.key_texts import OPENCOMPUTER, is_well_formed
from app.domain.accounts.operations import use_key
from app.errors import Unauthenticated

HEADER = "X-API-Key"
QUERY = "api_key"


def check_header() -> Principal:
    """Who calls, by the header.

    Raises:
        Unauthenticated: no key, a revoked one, or one of another API.
    """
    return _holder_of(request.headers.get(HEADER, "").strip())


def check_stream() -> Principal:
    """Who watches, by the header or else by the query.

    Raises:
        Unauthenticated: no key, a revoked one, or one of another API.
    """
    return _holder_of(request.headers.get(HEADER, "").strip() or request.args.get(QUERY, "").strip())


OPENCOMPUTER_KEY = Credentials(
    name="openComputerKey",
    check=check_header,
    scheme={"type": "apiKey", "in": "header", "name": HEADER, "description": "An OpenComputer key (`osb_…`)."},
)

OPENCOMPUTER_STREAM = Credentials(
    name="openComputerStream",
    check=check_stream,
    scheme={
        "type": "apiKey",
        "in": "query",
        "name": QUERY,
        "description": f"An OpenComputer key, where no header can be set; `{HEADER}` does as well.",
    },
)


def _holder_of(key: str) -> Principal:
    if not is_well_formed(key, family=OPENCOMPUTER):
        raise Unauthenticated
    with transaction_for(services().engine) as connection:
        found = use_key(connection, family=OPENCOMPUTER, key=key)
    if found is None:
        raise Unauthenticated
    return Principal(tenant_id=found.tenant_id, credential=str(found.id))
