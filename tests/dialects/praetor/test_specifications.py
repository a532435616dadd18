"""Specifications: compiled as runs, kept to their schema, packed in every format, downloaded for a day."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.domain.specifications.packs.downloads import Pack, token_of
from app.storage.database import transaction
from app.storage.identifiers import new_id
from app.storage.secrets import SecretBox
from tests.dialects.clients import services_of
from tests.dialects.praetor.flows import PROJECTS, answer_all, make_project, move_on, start
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, make_tenant, problem, signed_in
from tests.dialects.praetor.workshop import Workshop
from tests.integration.workers.bench import PATIENCE

SPECIFICATION = "/api/specification"
EXPORTS = "/api/exports/download"
DOCUMENTS = {"spec": True, "dod": True, "testPlan": True, "taskGraph": True, "runbook": True, "mcpConfig": True}
ALL = {"includeTestPlan": True, "includeTaskGraph": True, "includeRunbook": True}
PHASES = ("FEATURE_SELECTION", "PLAN_GENERATION", "PLANNING", "VISUAL_DISCOVERY", "SPECIFICATION")


@pytest.fixture(scope="module")
def person(owner: Engine) -> Person:
    return make_person(owner, tenant_id=make_tenant(owner, name="Specifiers"))


@pytest.fixture(scope="module")
def client(app: Flask, person: Person) -> PraetorClient:
    return signed_in(app, person)


@pytest.fixture(scope="module")
def project(client: PraetorClient) -> str:
    """A project that has gone through all phases."""
    made = make_project(client)
    start(client, made)
    for phase in PHASES:
        answer_all(client, made)
        data(move_on(client, made, phase))
    answer_all(client, made)
    return made


@pytest.fixture(scope="module")
def compiled(client: PraetorClient, project: str, workshop: Workshop, person: Person) -> dict[str, Any]:
    body = {"projectId": project, "options": {"format": "v1", **ALL}}
    started = data(client.post(f"{SPECIFICATION}/compile", body), 202)
    assert (started["status"], started["statusUrl"]) == ("compiling", f"{SPECIFICATION}/{started['specId']}/status")
    before = data(client.get(f"{SPECIFICATION}/{started['specId']}"))
    assert (before["status"], before["spec"], before["validation"]) == ("compiling", None, None)
    assert problem(client.post(EXPORTS, {"projectId": project, "format": "json", "include": DOCUMENTS})) == (
        409,
        "CONFLICT",
    )
    workshop.work(person.tenant_id)
    found: dict[str, Any] = data(client.get(f"{SPECIFICATION}/{started['specId']}"))
    return found


def export(client: PraetorClient, project: str, format: str, **include: bool) -> dict[str, Any]:
    body = {"projectId": project, "format": format, "include": include or DOCUMENTS}
    found: dict[str, Any] = data(client.post(EXPORTS, body))
    return found


def unzipped(app: Flask, exported: dict[str, Any]) -> dict[str, str]:
    answer = app.test_client().get(exported["downloadUrl"])
    assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, "application/zip", exported["size"])
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == exported["contents"]
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_compiled_specification_keeps_to_its_published_schema(
    client: PraetorClient, app: Flask, compiled: dict[str, Any], project: str
) -> None:
    schema = json.loads(PraetorClient(app).get(f"{SPECIFICATION}/schema/v1").data)
    jsonschema.validate(compiled["spec"], schema)
    assert problem(PraetorClient(app).get(f"{SPECIFICATION}/schema/v9")) == (404, "NOT_FOUND")

    assert (compiled["version"], compiled["spec"]["metadata"]["version"]) == ("1.0.0", "1.0.0")
    assert compiled["validation"]["passed"] is True
    assert any(warning.startswith("requirements: derived") for warning in compiled["validation"]["warnings"])
    features = {each["name"] for each in data(client.get(f"{PROJECTS}/{project}"))["selectedFeatures"]}
    assert features <= {each["title"] for each in compiled["spec"]["requirements"]}
    assert {"Tool", "Booking"} <= {each["name"] for each in compiled["spec"]["entities"]}
    assert compiled["testPlan"].startswith("# Test plan")
    assert compiled["runbook"].startswith("# Runbook")
    assert len(compiled["taskGraph"]["order"]) == len(compiled["taskGraph"]["nodes"])
    status = data(client.get(f"{SPECIFICATION}/{compiled['id']}/status"))
    assert status["progress"] == {"completedSteps": 3, "totalSteps": 3, "currentStep": None}
    assert data(client.get(f"{PROJECTS}/{project}"))["status"] == "completed"


def test_what_agents_have_written_goes_before_what_is_derived(
    client: PraetorClient, workshop: Workshop, owner: Engine, person: Person, compiled: dict[str, Any]
) -> None:
    project = make_project(client)
    start(client, project)
    written = [{**compiled["spec"]["requirements"][0], "title": "Written by an agent"}]
    broken = [{**compiled["spec"]["testCases"][0], "requirementId": "REQ-999"}]
    _complete_execution(owner, workshop, person, project, {"requirements": written, "testCases": []})
    first = _compile(client, workshop, person, project, format="v2")
    assert [each["title"] for each in first["spec"]["requirements"]] == ["Written by an agent"]
    assert {each["requirementId"] for each in first["spec"]["testCases"]} == {"REQ-001"}
    jsonschema.validate(first["spec"], json.loads(client.get(f"{SPECIFICATION}/schema/v2").data))
    assert first["spec"]["traceability"][0]["testCaseIds"]
    assert "entities: derived from the project's answers, no agent has written it" in first["validation"]["warnings"]

    _complete_execution(owner, workshop, person, project, {"requirements": written, "testCases": broken})
    second = _compile(client, workshop, person, project, includeRunbook=True)
    assert (first["version"], second["version"]) == ("1.0.0", "1.1.0")
    assert second["validation"]["passed"] is False
    assert "REQ-999" in second["validation"]["warnings"][0]
    listed = data(client.get(f"{SPECIFICATION}?projectId={project}"))
    assert [each["version"] for each in listed["specifications"]] == ["1.1.0", "1.0.0"]
    deleted = data(client.send("DELETE", f"{PROJECTS}/{project}"))
    assert {"specifications", "executions", "sessions"} <= set(deleted["deletedTables"])
    assert problem(client.get(f"{SPECIFICATION}/{second['id']}")) == (404, "NOT_FOUND")


def _compile(client: PraetorClient, workshop: Workshop, person: Person, project: str, **options: Any) -> dict[str, Any]:
    started = data(client.post(f"{SPECIFICATION}/compile", {"projectId": project, "options": options}), 202)
    workshop.work(person.tenant_id)
    found: dict[str, Any] = data(client.get(f"{SPECIFICATION}/{started['specId']}"))
    return found


def _complete_execution(owner: Engine, workshop: Workshop, person: Person, project: str, spec: dict[str, Any]) -> None:
    """An execution that has ended with a specification."""
    run_id = workshop.run(person.tenant_id, "test.asking", project)
    with transaction(owner) as connection:
        connection.execute(
            text(
                """INSERT INTO executions (id, tenant_id, project_id, kind, strategy, agents)
                   SELECT session_id, tenant_id, :project, 'generate-spec', 'parallel', '[{}]'
                     FROM runs WHERE id = :run"""
            ),
            {"project": UUID(project), "run": run_id},
        )
        connection.execute(
            text(
                """UPDATE runs SET state = 'completed', waiting_for = NULL, finished_at = clock_timestamp(),
                          result = CAST(:result AS jsonb) WHERE id = :run"""
            ),
            {"run": run_id, "result": json.dumps({"spec": spec, "validationPassed": True})},
        )


def test_a_json_pack_holds_every_document(client: PraetorClient, app: Flask, compiled: dict[str, Any]) -> None:
    exported = export(client, compiled["projectId"], "json")
    documents = ["spec.json", "dod.md", "test-plan.md", "task-graph.json", "runbook.md", "mcp-config.json"]
    assert exported["contents"] == [*documents, "mcp_server.py"]
    files = unzipped(app, exported)
    assert json.loads(files["spec.json"]) == compiled["spec"]
    graph = json.loads(files["task-graph.json"])
    place = {id: number for number, id in enumerate(graph["order"])}
    assert all(place[edge["from"]] < place[edge["to"]] for edge in graph["edges"])
    for requirement in compiled["spec"]["requirements"]:
        assert f"## {requirement['id']}: " in files["dod.md"]
    assert all(case["id"] in files["test-plan.md"] for case in compiled["spec"]["testCases"])
    assert "## Database" in files["runbook.md"]
    assert export(client, compiled["projectId"], "json", dod=True)["contents"] == ["dod.md"]


def test_a_markdown_pack_is_for_people(client: PraetorClient, app: Flask, compiled: dict[str, Any]) -> None:
    files = unzipped(app, export(client, compiled["projectId"], "markdown", spec=True, taskGraph=True))
    assert set(files) == {"spec.md", "task-graph.md"}
    for section in ("Requirements", "Data", "Endpoints", "Workflows", "Test cases", "Architecture", "Design"):
        assert f"\n## {section}\n" in files["spec.md"]


class McpProcess:
    """The server of an unpacked pack, started as its configuration says."""

    def __init__(self, folder: Path) -> None:
        (server,) = json.loads((folder / "mcp-config.json").read_text())["mcpServers"].values()
        assert server["command"] == "python3"
        command = [sys.executable, "-I", *server["args"]]
        self._process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._last = 0

    def say(self, line: bytes) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def ask(self, method: str, **params: Any) -> Any:
        self._last += 1
        message = {"jsonrpc": "2.0", "id": self._last, "method": method, "params": params}
        answer = self.say(json.dumps(message).encode())
        assert answer["id"] == self._last
        return answer["result"] if "result" in answer else answer["error"]

    def call(self, tool: str, **arguments: Any) -> Any:
        result = self.ask("tools/call", name=tool, arguments=arguments)
        (content,) = result["content"]
        return content["text"] if result["isError"] else json.loads(content["text"])

    def tell(self, method: str) -> None:
        """A notification, which has no answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"jsonrpc": "2.0", "method": method}).encode() + b"\n")

    def close(self) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        return self._process.wait(PATIENCE)


@pytest.fixture
def mcp(client: PraetorClient, app: Flask, compiled: dict[str, Any], tmp_path: Path) -> Iterator[McpProcess]:
    for name, content in unzipped(app, export(client, compiled["projectId"], "mcp", dod=True)).items():
        (tmp_path / name).write_text(content)
    process = McpProcess(tmp_path)
    yield process
    assert process.close() == 0


def test_an_mcp_pack_serves_the_specification(mcp: McpProcess, compiled: dict[str, Any]) -> None:
    spec = compiled["spec"]
    hello = mcp.ask("initialize", protocolVersion="2025-03-26", capabilities={}, clientInfo={"name": "t"})
    assert (hello["protocolVersion"], hello["serverInfo"]["version"]) == ("2025-03-26", "1.0.0")
    mcp.tell("notifications/initialized")
    assert mcp.ask("ping") == {}
    uris = [each["uri"] for each in mcp.ask("resources/list")["resources"]]
    for uri in uris:
        (content,) = mcp.ask("resources/read", uri=uri)["contents"]
        name = uri.removeprefix("spec://")
        assert json.loads(content["text"]) == (spec if name == "whole" else spec[name])
    assert mcp.ask("resources/read", uri="spec://../../etc/passwd")["code"] == -32002

    tools = {each["name"]: each["inputSchema"] for each in mcp.ask("tools/list")["tools"]}
    assert {"get_requirement", "list_endpoints", "search_spec", "next_task"} <= set(tools)
    first = mcp.call("next_task")["task"]
    assert first["priority"] == min((each["priority"] for each in spec["requirements"]), key="must should could".index)
    assert mcp.call("next_task", done=[each["id"] for each in spec["requirements"]]) == {"task": None, "left": 0}
    assert mcp.call("get_requirement", id=first["id"].lower())["testCases"]
    assert {each["entity"] for each in mcp.call("list_endpoints", entity="Tool")} == {"Tool"}
    assert len(mcp.call("list_endpoints")) == len(spec["endpoints"])
    assert mcp.call("get_entity", name="Tool")["attributes"]
    assert mcp.call("search_spec", query="tool", limit=2)["total"] > 2
    assert mcp.call("list_requirements", priority="must")
    for wrong in (
        mcp.call("dance"),
        mcp.call("get_requirement"),
        mcp.call("get_requirement", id=7),
        mcp.call("search_spec", query="tool", limit=0),
        mcp.call("get_requirement", id="REQ-999"),
    ):
        assert isinstance(wrong, str)
    assert mcp.ask("no/such")["code"] == -32601
    assert mcp.say(b"{no json")["error"]["code"] == -32700
    assert mcp.say(b"[]")["error"]["code"] == -32600


def test_a_download_ends_after_a_day_and_nobody_makes_one(
    client: PraetorClient, app: Flask, compiled: dict[str, Any], person: Person, owner: Engine
) -> None:
    exported = export(client, compiled["projectId"], "json")
    left = datetime.fromisoformat(exported["expiresAt"]) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    token = exported["downloadUrl"].rpartition("/")[2]
    anybody = PraetorClient(app)
    files = exported["downloadUrl"].split("/", 3)[3].rpartition("/")[0]
    for wrong in (token[:-4] + "AAAA", token[1:], "x", "%E2%82%AC", "A" * 2_000):
        assert problem(anybody.get(f"/{files}/{wrong}")) == (404, "NOT_FOUND")

    def of(tenant_id: UUID, until: datetime) -> str:
        pack = Pack(
            id=new_id(),
            tenant_id=tenant_id,
            file_name="",
            contents=(),
            size=0,
            expires_at=until,
            specification_id=new_id(),
            version="",
        )
        return token_of(pack, box=SecretBox(services_of(app).settings.secret_keys))

    past, coming = datetime.now(UTC) - timedelta(seconds=1), datetime.now(UTC) + timedelta(hours=1)
    assert problem(anybody.get(f"/{files}/{of(person.tenant_id, past)}")) == (410, "GONE")
    assert problem(anybody.get(f"/{files}/{of(person.tenant_id, coming)}")) == (404, "NOT_FOUND")
    with transaction(owner) as connection:
        connection.execute(
            text("UPDATE specification_packs SET expires_at = now() - interval '1 s' WHERE tenant_id = :tenant"),
            {"tenant": person.tenant_id},
        )
    export(client, compiled["projectId"], "json", dod=True)
    assert problem(anybody.get(f"/{files}/{token}")) == (404, "NOT_FOUND")
