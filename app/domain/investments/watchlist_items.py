"""The instruments on a watchlist."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.investments.models import WatchlistItem
from app.domain.investments.records import WatchlistItemRecord
from app.domain.investments.rows import Owner, Rows
from app.errors import NotFound

_items = Rows(
    WatchlistItem,
    WatchlistItemRecord,
    missing="Watchlist item not found",
    taken="This watchlist holds this symbol and type already",
)


def list_items(connection: Connection, *, owner: Owner, watchlist_id: UUID) -> Sequence[WatchlistItemRecord]:
    """The items of one of the user's watchlists, in the order in which they came."""
    return _items.all(connection, owner=owner, order=("created_at", "id"), watchlist_id=watchlist_id)


def get_item(connection: Connection, *, owner: Owner, watchlist_id: UUID, item_id: UUID | None) -> WatchlistItemRecord:
    """One item.

    Raises:
        NotFound: it is not on this list.
    """
    return _items.get(connection, owner=owner, watchlist_id=watchlist_id, id=item_id)


def add_item(
    connection: Connection, *, owner: Owner, watchlist_id: UUID, item: Mapping[str, Any]
) -> WatchlistItemRecord:
    """A new item.

    Raises:
        NotFound: the list was deleted meanwhile.
        Conflict: this symbol and type are on the list already.
    """
    # Held until commit, so that the list is not deleted between the look at it and the new item.
    there = connection.execute(text("SELECT 1 FROM watchlists WHERE id = :id FOR KEY SHARE"), {"id": watchlist_id})
    if there.first() is None:
        raise NotFound("Watchlist not found")
    return _items.add(connection, owner=owner, values={**item, "watchlist_id": watchlist_id})


def update_item(
    connection: Connection, *, owner: Owner, watchlist_id: UUID, item_id: UUID | None, changes: Mapping[str, Any]
) -> WatchlistItemRecord:
    """The item, changed in what is given.

    Raises:
        NotFound: it is not on this list.
    """
    return _items.change(connection, owner=owner, values=changes, watchlist_id=watchlist_id, id=item_id)


def delete_item(connection: Connection, *, owner: Owner, watchlist_id: UUID, item_id: UUID | None) -> None:
    """Take an item off the list.

    Raises:
        NotFound: it is not on it.
    """
    _items.remove(connection, owner=owner, watchlist_id=watchlist_id, id=item_id)
