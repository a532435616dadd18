"""Threads: begun with their first message, renamed, deleted; and asking their agent to come to an end."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.conversations.models import SESSION_KIND
from app.domain.conversations.queries import ThreadRecord
from app.domain.workspaces.operations import keep_workspace, use_workspace
from app.engine.live_channel import LiveChannel
from app.engine.sessions import create_session, delete_session
from app.errors import NotFound
from app.storage.identifiers import new_id

LONGEST_TITLE = 255
FLASH_NAME = "Flash"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThread:
    """A conversation about to begin, in a workspace or (``workspace_id`` None) without any sandbox."""

    tenant_id: UUID
    user_id: str
    workspace_id: UUID | None
    first_message: str
    id: UUID | None = None


def begin_thread(connection: Connection, *, thread: NewThread) -> UUID:
    """Make the thread; its title is the beginning of the first message.

    Raises:
        NotFound: the user has no such workspace (any more).
    """
    if thread.workspace_id is not None:
        enter_workspace(
            connection, tenant_id=thread.tenant_id, user_id=thread.user_id, workspace_id=thread.workspace_id
        )
    session = create_session(
        connection, tenant_id=thread.tenant_id, kind=SESSION_KIND, session_id=thread.id or new_id()
    )
    if thread.workspace_id is None:
        _make_flash_place(connection, thread, session.id)
    connection.execute(
        text(
            """INSERT INTO threads (id, tenant_id, workspace_id, user_id, number, title)
               SELECT :id, :tenant, :workspace, :user, coalesce(max(number) + 1, 0), :title
                 FROM threads WHERE workspace_id = :workspace"""
        ),
        {
            "id": session.id,
            "tenant": thread.tenant_id,
            "workspace": thread.workspace_id or session.id,
            "user": thread.user_id,
            "title": " ".join(thread.first_message.split())[:LONGEST_TITLE] or None,
        },
    )
    return session.id


def enter_workspace(connection: Connection, *, tenant_id: UUID, user_id: str, workspace_id: UUID) -> None:
    """Note that the user's workspace is in use; a stopped one runs again.

    Its row stays locked to the commit: its threads are numbered in turn, and no run is accepted in a workspace
    that is being deleted.

    Raises:
        NotFound: the user has no such workspace (any more).
    """
    keep_workspace(connection, tenant_id=tenant_id, workspace_id=workspace_id)
    workspace = use_workspace(connection, tenant_id=tenant_id, workspace_id=workspace_id)
    if workspace.user_id != user_id or workspace.status == "flash":
        raise NotFound("Workspace not found")


def enter_workspace_of(connection: Connection, *, thread: ThreadRecord) -> None:
    """The same for the workspace that the thread belongs to, if it has one.

    Raises:
        NotFound: it was deleted.
    """
    if not thread.is_flash:
        enter_workspace(
            connection, tenant_id=thread.tenant_id, user_id=thread.user_id, workspace_id=thread.workspace_id
        )


def rename_thread(connection: Connection, *, thread_id: UUID, title: str | None) -> None:
    """Give the thread, which is there, another title, or none."""
    connection.execute(
        text("UPDATE threads SET title = :title, updated_at = clock_timestamp() WHERE id = :id"),
        {"id": thread_id, "title": title},
    )


def touch_thread(connection: Connection, *, thread_id: UUID) -> None:
    """Note that something was said in the thread."""
    connection.execute(text("UPDATE threads SET updated_at = clock_timestamp() WHERE id = :id"), {"id": thread_id})


def delete_thread(connection: Connection, *, live_channel: LiveChannel, tenant_id: UUID, thread_id: UUID) -> None:
    """Remove the thread with its runs and events, for good.

    Raises:
        NotFound: the tenant has no such thread.
    """
    delete_session(connection, live_channel=live_channel, tenant_id=tenant_id, session_id=thread_id, kind=SESSION_KIND)


def interrupt_softly(connection: Connection, *, run_id: UUID) -> None:
    """Ask the run's agent to come to an end between two of its steps. Its sub-agents go on."""
    connection.execute(
        text("""UPDATE conversation_turns SET details = details || '{"softInterrupt": true}' WHERE run_id = :run"""),
        {"run": run_id},
    )


def _make_flash_place(connection: Connection, thread: NewThread, session_id: UUID) -> None:
    connection.execute(
        text(
            """INSERT INTO workspaces (id, tenant_id, user_id, name, status)
               VALUES (:id, :tenant, :user, :name, 'flash')"""
        ),
        {"id": session_id, "tenant": thread.tenant_id, "user": thread.user_id, "name": FLASH_NAME},
    )
