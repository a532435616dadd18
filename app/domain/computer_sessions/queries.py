"""Reads of OpenComputer sessions."""

from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.computer_sessions.records import ComputerSessionRecord, SessionStory
from app.domain.computer_sessions.story import TOLD, TurnRow, told
from app.engine.landmarks import types_in
from app.errors import NotFound

_ONE = """SELECT c.id, c.tenant_id, c.user_id, c.title, coalesce(e.state->>'framework', c.framework) AS framework,
                 c.config, s.name AS sandbox, c.created_at, c.updated_at, c.ended_at
            FROM computer_sessions c JOIN sessions e ON e.id = c.id LEFT JOIN sandboxes s ON s.session_id = c.id
           WHERE c.id = :id AND c.tenant_id = :tenant AND c.user_id = coalesce(:user, c.user_id)"""

_TURNS = "SELECT id, run_id, content, created_at FROM conversation_turns WHERE session_id = :id ORDER BY number"

# Of an artifact only what is shown, found in one pass: it holds the whole file. The types are landmarks of the log, so
# that an index leads to them past all the pieces of text; it is used only where the statement names them in its text.
_EVENTS = f"""SELECT cursor, run_id, type, created_at,
                     CASE type WHEN 'artifact' THEN json_build_object(
                       'artifactType', a."artifactType", 'status', a.status,
                       'payload', json_build_object(
                         'operation', f.operation, 'file_path', f.file_path, 'line_count', f.line_count))
                     ELSE data END AS data
                FROM run_events
                LEFT JOIN LATERAL json_to_record(CASE type WHEN 'artifact' THEN data END)
                     AS a ("artifactType" json, status json, payload json) ON true
                LEFT JOIN LATERAL json_to_record(CASE json_typeof(a.payload) WHEN 'object' THEN a.payload END)
                     AS f (operation json, file_path json, line_count json) ON true
               WHERE session_id = :id AND {types_in(TOLD)} ORDER BY cursor"""

_RUNS = """SELECT state FROM runs WHERE session_id = :id AND parent_run_id IS NULL
            ORDER BY state IN ('queued', 'running', 'waiting') DESC, finished_at DESC LIMIT 1"""


def get_session(
    connection: Connection, *, tenant_id: UUID, session_id: UUID, user_id: str | None = None
) -> ComputerSessionRecord:
    """The tenant's session.

    Raises:
        NotFound: there is none with this id in this tenant, or not of this user if one is named.
    """
    row = connection.execute(text(_ONE), {"id": session_id, "tenant": tenant_id, "user": user_id}).first()
    if row is None:
        raise NotFound("Session not found")
    return ComputerSessionRecord(**row._mapping)


def story_of(connection: Connection, *, session: ComputerSessionRecord) -> SessionStory:
    """The session with its messages, what happened in it, and the files that were written."""
    turns = [TurnRow(**row._mapping) for row in connection.execute(text(_TURNS), {"id": session.id})]
    events = connection.execute(text(_EVENTS), {"id": session.id}).all()
    state = connection.execute(text(_RUNS), {"id": session.id}).scalar()
    return told(session, turns=turns, events=events, run_state=state)
