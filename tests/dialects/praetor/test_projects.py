"""Projects: made, listed, shown, changed, deleted (rows 001-01 to 001-05)."""

from uuid import UUID

from sqlalchemy import Engine, text

from app.domain.projects.deletion import BELONGINGS
from app.engine.sessions import create_session
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.praetor.flows import PROJECTS, answer_all, make_project, move_on, start
from tests.dialects.praetor.people import PraetorClient, data, problem

PHASES = ("discovery", "featureSelection", "planGeneration", "planning", "visualDiscovery", "specification")


def test_a_new_project_has_not_started_and_is_listed_first(member: PraetorClient) -> None:
    older, newer = (make_project(member, metadata={"client": "city"}, description="Lend") for _ in range(2))

    listed = data(member.get(f"{PROJECTS}?limit=1"))
    assert [each["id"] for each in listed["projects"]] == [newer]
    assert (listed["total"], listed["limit"], listed["offset"]) == (2, 1, 0)
    assert listed["projects"][0]["progress"] == {"overall": 0, **dict.fromkeys(PHASES, 0)}
    shown = data(member.get(f"{PROJECTS}/{older}"))
    assert (shown["phase"], shown["status"], shown["metadata"]) == ("CREATED", "active", {"client": "city"})
    assert (shown["discoveryStartedAt"], shown["ontologyCoverage"], shown["selectedFeatures"]) == (None, 0, [])
    assert set(shown["progress"]["byPhase"]) == set(PHASES)


def test_projects_are_archived_and_filtered_and_the_phase_is_not_the_clients_to_set(member: PraetorClient) -> None:
    kept, archived = make_project(member), make_project(member)

    changed = data(member.patch(f"{PROJECTS}/{archived}", {"status": "archived", "name": "Old", "metadata": {"a": 1}}))
    assert (changed["status"], changed["name"], changed["metadata"]) == ("archived", "Old", {"a": 1})
    assert [each["id"] for each in data(member.get(f"{PROJECTS}?status=archived"))["projects"]] == [archived]
    assert [each["id"] for each in data(member.get(f"{PROJECTS}?status=active"))["projects"]] == [kept]
    assert problem(member.patch(f"{PROJECTS}/{kept}", {"phase": "PLANNING"})) == (400, "PHASE_INVALID")
    assert problem(member.patch(f"{PROJECTS}/{kept}", {"status": "completed"})) == (400, "VALIDATION_ERROR")
    assert problem(member.get(f"{PROJECTS}?status=strange")) == (400, "VALIDATION_ERROR")
    assert problem(member.post(PROJECTS, {"name": " "})) == (400, "VALIDATION_ERROR")


def test_progress_follows_from_the_answers(administrator: PraetorClient) -> None:
    project = make_project(administrator)
    start(administrator, project)
    answer_all(administrator, project)
    data(move_on(administrator, project, "FEATURE_SELECTION"))

    shown = data(administrator.get(f"{PROJECTS}/{project}"))
    assert (shown["progress"]["byPhase"]["discovery"], shown["progress"]["byPhase"]["featureSelection"]) == (1, 0)
    assert shown["progress"]["overall"] == round(1 / 6, 2)
    assert shown["discoveryCompletedAt"]
    assert shown["featureSelectionStartedAt"]
    assert shown["ontologyCoverage"] > 0.5
    assert {"tools", "bookings"} <= {each["name"] for each in shown["discoveryOutput"]["entity"]}


def test_a_deletion_reports_exactly_what_is_gone(
    administrator: PraetorClient, member: PraetorClient, owner: Engine, tenant_id: UUID
) -> None:
    project, other = make_project(administrator), make_project(administrator)
    for each in (project, other):
        start(administrator, each)
        answer_all(administrator, each)
    data(move_on(administrator, project, "FEATURE_SELECTION"))
    with transaction(owner) as connection:
        create_session(connection, tenant_id=tenant_id, kind="execution", state={"projectId": project})
    before = _rows(owner)

    assert problem(member.send("DELETE", f"{PROJECTS}/{project}")) == (403, "FORBIDDEN")
    deleted = data(administrator.send("DELETE", f"{PROJECTS}/{project}"))
    after = _rows(owner)
    gone = {table: before[table] - after[table] for table in before if before[table] != after[table]}
    assert deleted["rowsDeleted"] == sum(gone.values())
    assert set(deleted["deletedTables"]) == set(gone)
    assert {"projects", "flow_answers", "ontology_entries", "project_features", "project_phases", "sessions"} <= set(
        gone
    )
    assert problem(administrator.get(f"{PROJECTS}/{project}")) == (404, "NOT_FOUND")
    assert problem(administrator.send("DELETE", f"{PROJECTS}/{project}")) == (404, "NOT_FOUND")
    assert data(administrator.get(f"{PROJECTS}/{other}"))["progress"]["byPhase"]["discovery"] == 0.99


def test_every_table_with_a_project_has_a_row_in_the_list_of_belongings(owner: Engine) -> None:
    with owner.connect() as connection:
        tables = connection.execute(
            text(
                """SELECT table_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND column_name = 'project_id'"""
            )
        ).scalars()
        # The prompt registry's projects are another noun.
        assert {table for table in tables if not table.startswith("prompt")} <= set(BELONGINGS)


def test_projects_of_another_tenant_are_nobodys(administrator: PraetorClient, stranger: PraetorClient) -> None:
    project = make_project(administrator)
    for project_id in (project, str(new_id()), "proj_abc"):
        path = f"{PROJECTS}/{project_id}"
        assert problem(stranger.get(path)) == problem(stranger.send("DELETE", path)) == (404, "NOT_FOUND")
        assert problem(stranger.patch(path, {"name": "Mine"})) == (404, "NOT_FOUND")
    assert data(stranger.get(PROJECTS))["total"] == 0


def _rows(owner: Engine) -> dict[str, int]:
    with owner.connect() as connection:
        tables = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        counted = ("access_audit", "idempotency_keys")
        return {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
            for table in tables
            if table not in counted and table != "session_heads"
        }
