"""The user's portfolio (rows 002-37 to 002-41). Amounts are strings in answers, and keep every digit."""

from typing import Any

from flask import Response

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.portfolio import presenters
from app.api.dialects.ptc.portfolio.schemas import HoldingBody, HoldingChange, HoldingItem, PortfolioAnswer
from app.api.dialects.ptc.users.owner import owner
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.investments import holdings
from app.storage.identifiers import parsed_id

portfolio = PtcBlueprint(
    "ptc-portfolio", __name__, url_prefix=f"{PREFIX}/users/me/portfolio", description="PTC: portfolio"
)

_EXAMPLE = {
    "symbol": "AAPL",
    "instrument_type": "stock",
    "quantity": 100,
    "average_cost": "150.00",
    "account_name": "Main Brokerage",
    "first_purchased_at": "2024-01-15T10:30:00Z",
}


@portfolio.route("", credentials=PTC_KEY)
@portfolio.answers(200, PortfolioAnswer, description="Everything that the user holds")
@portfolio.fails("UNPROCESSABLE_ENTITY")
def list_() -> Response:
    """List the user's holdings."""
    whose = owner()
    with transaction() as connection:
        found = [presenters.holding(each) for each in holdings.list_holdings(connection, owner=whose)]
    return json_response({"holdings": found, "total": len(found)})


@portfolio.route("", method="POST", credentials=PTC_KEY)
@portfolio.takes(HoldingBody, example=_EXAMPLE)
@portfolio.answers(201, HoldingItem, description="The holding")
@portfolio.fails("BAD_REQUEST", "CONFLICT", "UNPROCESSABLE_ENTITY")
def add(body: dict[str, Any]) -> Response:
    """Add a holding; 409 if the account holds this symbol and type already."""
    whose = owner()
    with transaction() as connection:
        made = holdings.add_holding(connection, owner=whose, holding=body)
    return json_response(presenters.holding(made), 201)


@portfolio.route("/<holding_id>", credentials=PTC_KEY)
@portfolio.answers(200, HoldingItem, description="The holding")
@portfolio.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def show(holding_id: str) -> Response:
    """One of the user's holdings."""
    whose = owner()
    with transaction() as connection:
        found = holdings.get_holding(connection, owner=whose, holding_id=parsed_id(holding_id))
    return json_response(presenters.holding(found))


@portfolio.route("/<holding_id>", method="PUT", credentials=PTC_KEY)
@portfolio.takes(HoldingChange, example={"quantity": "120.5"})
@portfolio.answers(200, HoldingItem, description="The holding as it is now")
@portfolio.fails("BAD_REQUEST", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def change(body: dict[str, Any], holding_id: str) -> Response:
    """Change what is given. Symbol, type, exchange and account stay as they are."""
    whose = owner()
    with transaction() as connection:
        found = holdings.update_holding(connection, owner=whose, holding_id=parsed_id(holding_id), changes=body)
    return json_response(presenters.holding(found))


@portfolio.route("/<holding_id>", method="DELETE", credentials=PTC_KEY)
@portfolio.answers(204, description="It is gone")
@portfolio.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def delete(holding_id: str) -> Response:
    """Delete one of the user's holdings."""
    whose = owner()
    with transaction() as connection:
        holdings.delete_holding(connection, owner=whose, holding_id=parsed_id(holding_id))
    return Response(status=204)
