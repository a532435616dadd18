"""Workspaces that nobody uses stop by themselves; what a crash left half done is completed."""

import threading
from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.workspaces.idleness import stop_idle_workspaces
from app.domain.workspaces.lifecycle import bring_up
from app.domain.workspaces.operations import create_workspace, delete_workspace, use_workspace
from app.domain.workspaces.queries import WorkspaceRecord
from app.sandboxes.contract import Command
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.records import sandbox_of_session
from app.settings import Settings
from tests.integration.rig import Rig
from tests.integration.sandboxes.conftest import SMALL
from tests.support.stack import until
from workers.housekeeper import Housekeeper

IDLE = 1800.0


@pytest.fixture
def provider(settings: Settings) -> LocalProvider:
    return LocalProvider(settings)


def made(rig: Rig, provider: LocalProvider, *, hours_idle: int = 0) -> WorkspaceRecord:
    """A running workspace that was last used so long ago."""
    with rig.transaction() as connection:
        entered = create_workspace(
            connection, tenant_id=rig.tenant_id, user_id="ada", name="Thing", provider="local", most=100
        )
    workspace = bring_up(rig.transaction, provider.create, workspace=entered)
    rest(rig, workspace, hours=hours_idle)
    return workspace


def rest(rig: Rig, workspace: WorkspaceRecord, *, hours: int) -> None:
    rig.execute(
        """WITH place AS (UPDATE workspaces SET last_activity_at = now() - make_interval(hours => :hours),
                                                updated_at = now() - make_interval(hours => :hours) WHERE id = :id)
           UPDATE sandboxes SET used_at = now() - make_interval(hours => :hours) WHERE session_id = :id""",
        id=workspace.id,
        hours=hours,
    )


def thread_of(rig: Rig, workspace: WorkspaceRecord) -> UUID:
    session_id = rig.session()
    rig.execute(
        """INSERT INTO threads (id, tenant_id, workspace_id, user_id, number)
           VALUES (:id, :tenant, :workspace, 'ada', 0)""",
        id=session_id,
        tenant=rig.tenant_id,
        workspace=workspace.id,
    )
    return session_id


def status(rig: Rig, workspace: WorkspaceRecord) -> str:
    return str(rig.row("SELECT status FROM workspaces WHERE id = :id", id=workspace.id).status)


def stop_idle(rig: Rig, provider: LocalProvider) -> int:
    return stop_idle_workspaces(rig.owner, provider, idle_seconds=IDLE)


def test_an_idle_workspace_stops_with_its_programs_and_starts_at_its_next_use(
    rig: Rig, provider: LocalProvider, confinable: None
) -> None:
    idle = made(rig, provider)
    assert idle.sandbox_id is not None
    running = provider.open(idle.sandbox_id).start(Command(arguments=["sleep", "1000"], profile=SMALL))
    assert stop_idle(rig, provider) == 0
    rest(rig, idle, hours=1)

    assert stop_idle(rig, provider) == 1

    assert running.wait(60).ended == "stopped"
    assert status(rig, idle) == "stopped"
    assert stop_idle(rig, provider) == 0
    with rig.transaction() as connection:
        used = use_workspace(connection, tenant_id=rig.tenant_id, workspace_id=idle.id)
    assert (used.status, used.stopped_at) == ("running", None)
    assert stop_idle(rig, provider) == 0


def test_a_workspace_with_a_run_or_a_sandbox_in_use_is_not_idle(rig: Rig, provider: LocalProvider) -> None:
    busy, touched, done = (made(rig, provider, hours_idle=1) for _ in range(3))
    rig.running(thread_of(rig, busy))
    ended = rig.running(thread_of(rig, done), key=2)
    rig.complete(ended)
    with rig.transaction() as connection:
        sandbox_of_session(connection, tenant_id=rig.tenant_id, session_id=touched.id, label="thing", provider="local")

    assert stop_idle(rig, provider) == 1
    assert [status(rig, each) for each in (busy, touched, done)] == ["running", "running", "stopped"]


def test_what_was_left_half_done_is_completed(rig: Rig, provider: LocalProvider) -> None:
    stopping, creating, used, fresh = (made(rig, provider) for _ in range(4))
    for each, state in ((stopping, "stopping"), (creating, "creating"), (used, "stopped"), (fresh, "stopping")):
        rig.execute("UPDATE workspaces SET status = :state WHERE id = :id", state=state, id=each.id)
    for each in (stopping, creating):
        rest(rig, each, hours=1)
    rig.execute("UPDATE workspaces SET stopped_at = now() - interval '1 minute' WHERE id = :id", id=used.id)

    assert stop_idle(rig, provider) == 1
    found = [status(rig, each) for each in (stopping, creating, used, fresh)]
    assert found == ["stopped", "error", "running", "stopping"]


def test_deleting_cancels_what_runs_and_gives_the_sandbox_up_also_if_a_step_asks_for_it_again(
    rig: Rig, provider: LocalProvider
) -> None:
    workspace = made(rig, provider)
    run = rig.running(thread_of(rig, workspace))
    with rig.transaction() as connection:
        delete_workspace(
            connection,
            tenant_id=rig.tenant_id,
            workspace_id=workspace.id,
            queue=rig.queue,
            live_channel=rig.live_channel,
        )
    assert rig.row("SELECT cancel_requested_at FROM runs WHERE id = :id", id=run.id).cancel_requested_at is not None
    with rig.transaction() as connection:
        sandbox_of_session(
            connection, tenant_id=rig.tenant_id, session_id=workspace.id, label="thing", provider="local"
        )

    stop_idle(rig, provider)

    assert rig.row("SELECT count(*) AS n FROM sandboxes WHERE session_id IS NOT NULL").n == 0


def test_where_sandboxes_are_another_databases_nothing_is_stopped(rig: Rig, settings: Settings) -> None:
    idle = made(rig, LocalProvider(settings), hours_idle=1)
    elsewhere = LocalProvider(replace(settings, workspaces_dir=settings.workspaces_dir + "-not-here"))

    assert stop_idle(rig, elsewhere) == 0
    assert status(rig, idle) == "running"


def test_the_housekeeper_stops_them_while_it_leads(rig: Rig, provider: LocalProvider, settings: Settings) -> None:
    idle = made(rig, provider, hours_idle=1)
    services = rig.services
    housekeeper = Housekeeper(replace(settings, database_url=services.database_url, redis_url=services.redis_url))
    running = threading.Thread(target=housekeeper.run)
    running.start()
    until(lambda: status(rig, idle) == "stopped", what="the workspace's stop")
    housekeeper.stopping.set()
    running.join()
