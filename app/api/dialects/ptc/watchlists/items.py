"""The instruments on a watchlist (rows 002-47 to 002-51)."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.users.owner import owner
from app.api.dialects.ptc.watchlists import presenters
from app.api.dialects.ptc.watchlists.routes import named_watchlist
from app.api.dialects.ptc.watchlists.schemas import ItemBody, ItemChange, WatchlistItemsAnswer, WatchlistItemView
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.investments import watchlist_items as items
from app.domain.investments.rows import Owner
from app.domain.investments.watchlists import get_watchlist
from app.storage.identifiers import parsed_id

watchlist_items = PtcBlueprint(
    "ptc-watchlist-items",
    __name__,
    url_prefix=f"{PREFIX}/users/me/watchlists/<watchlist_id>/items",
    description="PTC: the items of a watchlist",
)


@watchlist_items.route("", credentials=PTC_KEY)
@watchlist_items.answers(200, WatchlistItemsAnswer, description="In the order in which they came")
@watchlist_items.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def list_(watchlist_id: str) -> Response:
    """List a watchlist's items."""
    whose = owner()
    with transaction() as connection:
        own_id = _own_watchlist(connection, whose, watchlist_id)
        found = items.list_items(connection, owner=whose, watchlist_id=own_id)
    return json_response(presenters.watchlist_items(found))


@watchlist_items.route("", method="POST", credentials=PTC_KEY)
@watchlist_items.takes(
    ItemBody, example={"symbol": "NVDA", "instrument_type": "stock", "alert_settings": {"price_above": 200}}
)
@watchlist_items.answers(201, WatchlistItemView, description="The item")
@watchlist_items.fails("BAD_REQUEST", "NOT_FOUND", "CONFLICT", "UNPROCESSABLE_ENTITY")
def add(body: dict[str, Any], watchlist_id: str) -> Response:
    """Add an item; 409 if the list holds this symbol and type already."""
    whose = owner()
    with transaction() as connection:
        own_id = _own_watchlist(connection, whose, watchlist_id)
        made = items.add_item(connection, owner=whose, watchlist_id=own_id, item=body)
    return json_response(presenters.watchlist_item(made), 201)


@watchlist_items.route("/<item_id>", credentials=PTC_KEY)
@watchlist_items.answers(200, WatchlistItemView, description="The item")
@watchlist_items.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def show(watchlist_id: str, item_id: str) -> Response:
    """One item."""
    whose = owner()
    with transaction() as connection:
        own_id = _own_watchlist(connection, whose, watchlist_id)
        found = items.get_item(connection, owner=whose, watchlist_id=own_id, item_id=parsed_id(item_id))
    return json_response(presenters.watchlist_item(found))


@watchlist_items.route("/<item_id>", method="PUT", credentials=PTC_KEY)
@watchlist_items.takes(ItemChange, example={"notes": "Watch the next earnings call"})
@watchlist_items.answers(200, WatchlistItemView, description="The item as it is now")
@watchlist_items.fails("BAD_REQUEST", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def change(body: dict[str, Any], watchlist_id: str, item_id: str) -> Response:
    """Change what is given. Symbol, type and exchange stay as they are."""
    whose = owner()
    with transaction() as connection:
        own_id = _own_watchlist(connection, whose, watchlist_id)
        found = items.update_item(
            connection, owner=whose, watchlist_id=own_id, item_id=parsed_id(item_id), changes=body
        )
    return json_response(presenters.watchlist_item(found))


@watchlist_items.route("/<item_id>", method="DELETE", credentials=PTC_KEY)
@watchlist_items.answers(204, description="It is off the list")
@watchlist_items.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def delete(watchlist_id: str, item_id: str) -> Response:
    """Take an item off the list."""
    whose = owner()
    with transaction() as connection:
        own_id = _own_watchlist(connection, whose, watchlist_id)
        items.delete_item(connection, owner=whose, watchlist_id=own_id, item_id=parsed_id(item_id))
    return Response(status=204)


def _own_watchlist(connection: Connection, whose: Owner, watchlist_id: str) -> UUID:
    """The id of the user's list that the path names.

    Raises:
        NotFound: he has no such list.
    """
    own_id = named_watchlist(connection, whose, watchlist_id)
    return get_watchlist(connection, owner=whose, watchlist_id=own_id).id
