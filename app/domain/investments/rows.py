"""Rows of one investor: the few statements that all his tables need, each of which names tenant and user.

Whether something is taken is left to the table's own constraints, so that two requests at once cannot both win.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Table, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict, NotFound
from app.storage.database import Model
from app.storage.identifiers import new_id

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose rows: a user as the client names him, in a tenant."""

    tenant_id: UUID
    user_id: str


class Rows(Generic[Record]):
    """One table's rows as records. ``missing`` and ``taken`` are the sentences of its errors."""

    def __init__(self, model: type[Model], record: type[Record], *, missing: str, taken: str) -> None:
        self._table: Table = model.metadata.tables[model.__tablename__]
        self._record = record
        self._columns = [self._table.c[each.name] for each in fields(record)]  # type: ignore[arg-type]
        self._missing = missing
        self._taken = taken

    def add(self, connection: Connection, *, owner: Owner, values: Mapping[str, Any]) -> Record:
        """A new row; it gets an id where the table has one.

        Raises:
            Conflict: there is one like it.
        """
        own_id = {"id": new_id()} if "id" in self._table.c else {}
        row = connection.execute(
            insert(self._table)
            .values(**own_id, **asdict(owner), **values)
            .on_conflict_do_nothing()
            .returning(*self._columns)
        ).first()
        if row is None:
            raise Conflict(self._taken)
        return self._record(**row._mapping)

    def all(self, connection: Connection, *, owner: Owner, order: Sequence[str], **where: Any) -> Sequence[Record]:
        """The rows with these values, by these columns."""
        columns = [self._table.c[name] for name in order]
        found = connection.execute(select(*self._columns).where(*self._where(owner, where)).order_by(*columns))
        return [self._record(**row._mapping) for row in found]

    def find(self, connection: Connection, *, owner: Owner, **where: Any) -> Record | None:
        """The row with these values, if there is one."""
        row = connection.execute(select(*self._columns).where(*self._where(owner, where))).first()
        return None if row is None else self._record(**row._mapping)

    def get(self, connection: Connection, *, owner: Owner, **where: Any) -> Record:
        """The row with these values.

        Raises:
            NotFound: there is none.
        """
        return self._there(self.find(connection, owner=owner, **where))

    def change(self, connection: Connection, *, owner: Owner, values: Mapping[str, Any], **where: Any) -> Record:
        """The row with these values, changed in what is given.

        Raises:
            NotFound: there is none.
            Conflict: it would be like another one.
        """
        statement = update(self._table).where(*self._where(owner, where)).values(**values, updated_at=func.now())
        try:
            row = connection.execute(statement.returning(*self._columns)).first()
        except IntegrityError:
            raise Conflict(self._taken) from None
        return self._there(None if row is None else self._record(**row._mapping))

    def remove(self, connection: Connection, *, owner: Owner, **where: Any) -> None:
        """Delete the row with these values.

        Raises:
            NotFound: there is none.
        """
        if not connection.execute(delete(self._table).where(*self._where(owner, where))).rowcount:
            raise NotFound(self._missing)

    def _there(self, record: Record | None) -> Record:
        if record is None:
            raise NotFound(self._missing)
        return record

    def _where(self, owner: Owner, where: Mapping[str, Any]) -> list[Any]:
        return [self._table.c[name] == value for name, value in {**asdict(owner), **where}.items()]
