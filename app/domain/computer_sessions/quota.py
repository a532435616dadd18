"""How many sessions of a tenant may live at once: each holds a sandbox until somebody ends it.

One too many is refused as something that the key may not do, and not as one request too many: clients repeat
those by themselves after a while, and here no waiting helps.
"""

from uuid import UUID

from sqlalchemy import Connection, text

from app.errors import Forbidden


def check_room(connection: Connection, *, tenant_id: UUID, most: int) -> None:
    """See that the tenant may have another session. Nobody else sees so before this transaction's end.

    Raises:
        Forbidden: ``most`` sessions of the tenant have not ended yet.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:whose, 0))"), {"whose": f"computer sessions {tenant_id}"}
    )
    living = connection.execute(
        text("SELECT count(*) FROM computer_sessions WHERE tenant_id = :tenant AND ended_at IS NULL"),
        {"tenant": tenant_id},
    ).scalar_one()
    if living >= most:
        raise Forbidden(f"You have {most} sessions, and more are not allowed; end one first")
