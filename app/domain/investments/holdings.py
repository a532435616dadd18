"""What investors hold."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.investments.models import Holding
from app.domain.investments.records import HoldingRecord
from app.domain.investments.rows import Owner, Rows

_holdings = Rows(
    Holding,
    HoldingRecord,
    missing="Holding not found",
    taken="This portfolio holds this symbol and type in this account already",
)


def list_holdings(connection: Connection, *, owner: Owner) -> Sequence[HoldingRecord]:
    """Everything that the user holds, by symbol."""
    return _holdings.all(connection, owner=owner, order=("symbol", "instrument_type", "account_name", "id"))


def get_holding(connection: Connection, *, owner: Owner, holding_id: UUID | None) -> HoldingRecord:
    """One of the user's holdings.

    Raises:
        NotFound: it is not.
    """
    return _holdings.get(connection, owner=owner, id=holding_id)


def add_holding(connection: Connection, *, owner: Owner, holding: Mapping[str, Any]) -> HoldingRecord:
    """A new holding.

    Raises:
        Conflict: the user holds this symbol and type in this account already.
    """
    return _holdings.add(connection, owner=owner, values=holding)


def update_holding(
    connection: Connection, *, owner: Owner, holding_id: UUID | None, changes: Mapping[str, Any]
) -> HoldingRecord:
    """The holding, changed in what is given.

    Raises:
        NotFound: it is not the user's.
    """
    return _holdings.change(connection, owner=owner, values=changes, id=holding_id)


def delete_holding(connection: Connection, *, owner: Owner, holding_id: UUID | None) -> None:
    """Delete one of the user's holdings.

    Raises:
        NotFound: it is not.
    """
    _holdings.remove(connection, owner=owner, id=holding_id)
