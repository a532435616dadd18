"""Whether a transaction of the log was committed whose COMMIT was never answered.

Its own rows say so, by the number that Postgres stamps into each. Asking for the number's status
(``pg_xact_status``) would be wrong after a crash: a number that never reached the disk is given out
again, and the status would be that of somebody else's transaction.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from app.engine.event_log import Appended
from app.storage.database import driver_of


def was_committed(connection: Connection, *, runs: Sequence[UUID], appended: Appended) -> bool:
    """Whether the transaction that locked ``runs`` and wrote ``appended`` was committed.

    False also where all that it wrote has been changed or deleted since. Then those runs are no
    longer the writer's, and its repeat changes nothing.
    """
    if appended.transaction is None:
        return False
    driver = driver_of(connection)
    # Its connection is gone, but the transaction may still be ending: it has locked these rows.
    driver.execute("SELECT 1 FROM runs WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", (list(runs),))
    places = [(session, events[0].cursor) for session, events in appended.published.items() if events]
    sessions, cursors = [place[0] for place in places], [place[1] for place in places]
    it = {"number": str(appended.transaction), "runs": list(runs), "in": sessions, "at": cursors}
    found = driver.execute(_EVIDENCE, it)
    return bool(found.fetchone()[0])


_EVIDENCE = """WITH it AS (SELECT CAST(CAST(CAST(%(number)s AS text) AS xid8) AS xid) AS number)
               SELECT EXISTS (SELECT 1 FROM unnest(%(in)s::uuid[], %(at)s::bigint[]) AS w (session_id, cursor)
                                 JOIN run_events e USING (session_id, cursor) JOIN it ON e.xmin = it.number)
                   OR EXISTS (SELECT 1 FROM checkpoints c JOIN it ON c.xmin = it.number
                               WHERE c.run_id = ANY(%(runs)s))
                   OR EXISTS (SELECT 1 FROM runs r JOIN it ON r.xmin = it.number WHERE r.id = ANY(%(runs)s))"""
