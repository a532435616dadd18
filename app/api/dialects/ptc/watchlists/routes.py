"""The user's watchlists (rows 002-42 to 002-46). The id ``default`` is his default list, made when it is needed."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.users.owner import owner
from app.api.dialects.ptc.watchlists import presenters
from app.api.dialects.ptc.watchlists.schemas import (
    WatchlistBody,
    WatchlistChange,
    WatchlistsAnswer,
    WatchlistView,
    WatchlistWithItems,
)
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.investments import watchlists as lists
from app.domain.investments.rows import Owner
from app.domain.investments.watchlist_items import list_items
from app.storage.identifiers import parsed_id

watchlists = PtcBlueprint(
    "ptc-watchlists", __name__, url_prefix=f"{PREFIX}/users/me/watchlists", description="PTC: watchlists"
)


def named_watchlist(connection: Connection, whose: Owner, watchlist_id: str) -> UUID | None:
    """The id that the path names; ``default`` is the default list's, which is made if there is none."""
    if watchlist_id == lists.DEFAULT:
        return lists.default_watchlist(connection, owner=whose).id
    return parsed_id(watchlist_id)


@watchlists.route("", credentials=PTC_KEY)
@watchlists.answers(200, WatchlistsAnswer, description="In the order that the user gave them")
@watchlists.fails("UNPROCESSABLE_ENTITY")
def list_() -> Response:
    """List the user's watchlists."""
    whose = owner()
    with transaction() as connection:
        found = [presenters.watchlist(each) for each in lists.list_watchlists(connection, owner=whose)]
    return json_response({"watchlists": found, "total": len(found)})


@watchlists.route("", method="POST", credentials=PTC_KEY)
@watchlists.takes(WatchlistBody, example={"name": "Tech Stocks", "is_default": False})
@watchlists.answers(201, WatchlistView, description="The watchlist")
@watchlists.fails("BAD_REQUEST", "CONFLICT", "UNPROCESSABLE_ENTITY")
def create(body: dict[str, Any]) -> Response:
    """Make a watchlist. A new default takes the place of the old one; a name that is taken is 409."""
    whose = owner()
    with transaction() as connection:
        made = lists.create_watchlist(connection, owner=whose, watchlist=body)
    return json_response(presenters.watchlist(made), 201)


@watchlists.route("/<watchlist_id>", credentials=PTC_KEY)
@watchlists.answers(200, WatchlistWithItems, description="With its items")
@watchlists.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def show(watchlist_id: str) -> Response:
    """One of the user's watchlists. `default` makes the default list if there is none."""
    whose = owner()
    with transaction() as connection:
        own_id = named_watchlist(connection, whose, watchlist_id)
        found = lists.get_watchlist(connection, owner=whose, watchlist_id=own_id)
        items = list_items(connection, owner=whose, watchlist_id=found.id)
    return json_response(presenters.watchlist(found) | presenters.watchlist_items(items))


@watchlists.route("/<watchlist_id>", method="PUT", credentials=PTC_KEY)
@watchlists.takes(WatchlistChange, example={"name": "Tech Giants", "display_order": 1})
@watchlists.answers(200, WatchlistView, description="The watchlist as it is now")
@watchlists.fails("BAD_REQUEST", "NOT_FOUND", "CONFLICT", "UNPROCESSABLE_ENTITY")
def change(body: dict[str, Any], watchlist_id: str) -> Response:
    """Change what is given."""
    whose = owner()
    with transaction() as connection:
        own_id = named_watchlist(connection, whose, watchlist_id)
        found = lists.update_watchlist(connection, owner=whose, watchlist_id=own_id, changes=body)
    return json_response(presenters.watchlist(found))


@watchlists.route("/<watchlist_id>", method="DELETE", credentials=PTC_KEY)
@watchlists.answers(204, description="It is gone, with its items")
@watchlists.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def delete(watchlist_id: str) -> Response:
    """Delete one of the user's watchlists with its items. `default` is the default list, if there is one."""
    whose = owner()
    with transaction() as connection:
        if watchlist_id == lists.DEFAULT:
            found = lists.find_default(connection, owner=whose)
            own_id = None if found is None else found.id
        else:
            own_id = parsed_id(watchlist_id)
        lists.delete_watchlist(connection, owner=whose, watchlist_id=own_id)
    return Response(status=204)
