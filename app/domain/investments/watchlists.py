"""Watchlists. One of a user's may be the default, which is made when it is first asked for.

Whoever changes which one is the default holds a lock named after the user until he commits: the unique index
would refuse the second of two at once, who has done nothing wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.investments.models import Watchlist
from app.domain.investments.records import WatchlistRecord
from app.domain.investments.rows import Owner, Rows

DEFAULT = "default"
"""Stands in place of an id for the default list."""
DEFAULT_NAME = "Default"

_watchlists = Rows(
    Watchlist, WatchlistRecord, missing="Watchlist not found", taken="A watchlist with this name exists already"
)


def list_watchlists(connection: Connection, *, owner: Owner) -> Sequence[WatchlistRecord]:
    """The user's watchlists, in the order that he gave them."""
    return _watchlists.all(connection, owner=owner, order=("display_order", "created_at", "id"))


def get_watchlist(connection: Connection, *, owner: Owner, watchlist_id: UUID | None) -> WatchlistRecord:
    """One of the user's watchlists.

    Raises:
        NotFound: it is not.
    """
    return _watchlists.get(connection, owner=owner, id=watchlist_id)


def default_watchlist(connection: Connection, *, owner: Owner) -> WatchlistRecord:
    """The user's default watchlist; made, or the one of that name taken, if he has none."""
    found = _watchlists.find(connection, owner=owner, is_default=True)
    if found is not None:
        return found
    _lock(connection, owner)
    found = _watchlists.find(connection, owner=owner, is_default=True)
    if found is not None:
        return found
    if _watchlists.find(connection, owner=owner, name=DEFAULT_NAME) is not None:
        return _watchlists.change(connection, owner=owner, values={"is_default": True}, name=DEFAULT_NAME)
    return _watchlists.add(connection, owner=owner, values={"name": DEFAULT_NAME, "is_default": True})


def find_default(connection: Connection, *, owner: Owner) -> WatchlistRecord | None:
    """The user's default watchlist, if there is one."""
    return _watchlists.find(connection, owner=owner, is_default=True)


def create_watchlist(connection: Connection, *, owner: Owner, watchlist: Mapping[str, Any]) -> WatchlistRecord:
    """A new watchlist. As the new default it takes the place of the old one.

    Raises:
        Conflict: the user has one of this name.
    """
    _make_room(connection, owner, watchlist)
    return _watchlists.add(connection, owner=owner, values=watchlist)


def update_watchlist(
    connection: Connection, *, owner: Owner, watchlist_id: UUID | None, changes: Mapping[str, Any]
) -> WatchlistRecord:
    """The watchlist, changed in what is given.

    Raises:
        NotFound: it is not the user's.
        Conflict: the user has another one of this name.
    """
    _make_room(connection, owner, changes)
    return _watchlists.change(connection, owner=owner, values=changes, id=watchlist_id)


def delete_watchlist(connection: Connection, *, owner: Owner, watchlist_id: UUID | None) -> None:
    """Delete one of the user's watchlists, with its items.

    Raises:
        NotFound: it is not.
    """
    _watchlists.remove(connection, owner=owner, id=watchlist_id)


def _make_room(connection: Connection, owner: Owner, values: Mapping[str, Any]) -> None:
    """Let there be no default, if there is to be a new one."""
    _lock(connection, owner)
    if values.get("is_default"):
        connection.execute(
            text(
                """UPDATE watchlists SET is_default = false, updated_at = now()
                    WHERE tenant_id = :tenant AND user_id = :user AND is_default"""
            ),
            {"tenant": owner.tenant_id, "user": owner.user_id},
        )


def _lock(connection: Connection, owner: Owner) -> None:
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
        {"name": f"watchlists {owner.tenant_id} {owner.user_id}"},
    )
