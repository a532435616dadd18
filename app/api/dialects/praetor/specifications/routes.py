"""Specifications: compiled, polled, read, packed and downloaded (rows 001-19 to 001-21)."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from sqlalchemy import Connection

from app.api.credentials import PUBLIC
from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.capabilities import PROJECT_READ, PROJECT_RUN, authorize
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.specifications.presenters import (
    compiling_data,
    exported_data,
    specification_data,
    status_data,
)
from app.api.dialects.praetor.specifications.schemas import (
    CompileBody,
    CompilingData,
    ExportBody,
    ExportedData,
    SpecificationData,
    SpecificationsData,
    SpecificationsQuery,
    SpecificationStatusData,
)
from app.api.http.file_downloads import attachment
from app.api.http.json_bodies import json_response
from app.api.http.rate_limits import PRAETOR_COMPILATIONS
from app.api.run_requests import default_limits
from app.api.services import services, transaction, transaction_for
from app.domain.projects.caps import cap_of_project, check_room
from app.domain.projects.queries import get_project
from app.domain.specifications import operations, queries
from app.domain.specifications.packs import downloads
from app.domain.specifications.published_schemas import FORMATS, V1, schema_of
from app.domain.specifications.queries import SpecificationRecord
from app.errors import NotFound
from app.storage.identifiers import parsed_id
from app.storage.secrets import SecretBox

specifications = PraetorBlueprint(
    "specifications", __name__, url_prefix=f"{PREFIX}/specification", description="Specifications of projects"
)
exports = PraetorBlueprint("exports", __name__, url_prefix=f"{PREFIX}/exports", description="Packs for download")

ZIP = "application/zip"
_ID = "0194e5a8-7c1e-7000-8000-000000000001"
_COMPILE = {"projectId": _ID, "options": {"format": "v1", "includeTestPlan": True}}
_EXPORT = {"projectId": _ID, "format": "mcp", "include": {"spec": True, "dod": True, "mcpConfig": True}}


@specifications.route("/compile", method="POST", credentials=SESSION, limited_as=PRAETOR_COMPILATIONS)
@specifications.takes(CompileBody, example=_COMPILE)
@specifications.answers(202, CompilingData, description="The specification, which is being compiled")
@specifications.fails(
    "BAD_REQUEST", "UNAUTHORIZED", "PAYMENT_REQUIRED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE"
)
def compile_project(body: dict[str, Any]) -> Response:
    """Compile what is known of a project, and what its latest execution has written, into a specification (001-19)."""
    authorize(PROJECT_RUN, resource_id=str(body["projectId"]))
    options = body.get("options") or {}
    held = services()
    with transaction() as connection:
        project = get_project(connection, tenant_id=caller().tenant_id, project_id=body["projectId"])
        check_room(connection, cap_id=cap_of_project(connection, project=project))
        started = operations.start_compilation(
            connection,
            queue=held.queue,
            project=project,
            format=options.get("format", V1),
            options={
                "testPlan": options.get("includeTestPlan", False),
                "taskGraph": options.get("includeTaskGraph", False),
                "runbook": options.get("includeRunbook", False),
            },
            limits=default_limits(held.settings),
            by=caller().user_id,
        )
    return json_response(envelope(compiling_data(started)), 202)


@specifications.route("", credentials=SESSION)
@specifications.takes(SpecificationsQuery, location="query")
@specifications.answers(200, SpecificationsData, description="The project's specifications, the newest first")
@specifications.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def list_all(query: dict[str, Any]) -> Response:
    """All versions of a project's specification, without their text."""
    authorize(PROJECT_READ, resource_id=str(query["projectId"]))
    with transaction() as connection:
        project = get_project(connection, tenant_id=caller().tenant_id, project_id=query.pop("projectId"))
        found, total = queries.list_specifications(
            connection, tenant_id=project.tenant_id, project_id=project.id, **query
        )
    return json_response(envelope({"specifications": [status_data(each) for each in found], "total": total}))


@specifications.route("/<spec_id>", credentials=SESSION)
@specifications.answers(200, SpecificationData, description="The specification; null while it is being compiled")
@specifications.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show(spec_id: str) -> Response:
    """A specification. While it is being compiled, `status` says so, and `spec` is null (001-20)."""
    with transaction() as connection:
        return json_response(envelope(specification_data(_own(connection, spec_id))))


@specifications.route("/<spec_id>/status", credentials=SESSION)
@specifications.answers(200, SpecificationStatusData, description="How far the compilation is")
@specifications.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def status(spec_id: str) -> Response:
    """Progress of a compilation, and its error if it has failed (001-20b)."""
    with transaction() as connection:
        return json_response(envelope(status_data(_own(connection, spec_id))))


@specifications.route("/schema/<format>", credentials=PUBLIC)
@specifications.answers(200, {"type": "object"}, description="A JSON Schema (2020-12)")
@specifications.fails("NOT_FOUND")
def schema(format: str) -> Response:
    """The JSON Schema that specifications of a format (v1, v2) keep to."""
    if format not in FORMATS:
        raise NotFound
    return json_response(dict(schema_of(format)))


@exports.route("/download", method="POST", credentials=SESSION)
@exports.takes(ExportBody, example=_EXPORT)
@exports.answers(200, ExportedData, description="Where the pack is, for 24 hours")
@exports.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def export(body: dict[str, Any]) -> Response:
    """Pack the project's latest specification with its documents, as one zip file (001-21)."""
    authorize(PROJECT_READ, resource_id=str(body["projectId"]))
    with transaction() as connection:
        project = get_project(connection, tenant_id=caller().tenant_id, project_id=body["projectId"])
        pack = downloads.store_pack(
            connection,
            tenant_id=project.tenant_id,
            project_id=project.id,
            format=body["format"],
            include=body["include"],
            by=caller().user_id,
            now=datetime.now(UTC),
        )
        url = f"{request.host_url.rstrip('/')}{PREFIX}/exports/files/{downloads.token_of(pack, box=_box())}"
    return json_response(envelope(exported_data(pack, url)))


@exports.route("/files/<token>", credentials=PUBLIC)
@exports.answers(
    200, {"type": "string", "format": "binary"}, media=ZIP, description="The pack; its name is in Content-Disposition"
)
@exports.fails("NOT_FOUND", "GONE")
def download(token: str) -> Response:
    """A pack, for whoever holds its address, until it expires."""
    tenant_id, pack_id = downloads.opened(token, box=_box(), now=datetime.now(UTC))
    with transaction_for(services().engine, tenant_id=tenant_id) as connection:
        name, data = downloads.pack_data(connection, tenant_id=tenant_id, pack_id=pack_id)
    headers = {"Content-Disposition": attachment(name), "Cache-Control": "private, no-store"}
    return Response(data, mimetype=ZIP, headers=headers)


def _own(connection: Connection, spec_id: str) -> SpecificationRecord:
    found = queries.get_specification(connection, tenant_id=caller().tenant_id, specification_id=parsed_id(spec_id))
    authorize(PROJECT_READ, resource_id=str(found.project_id))
    return found


def _box() -> SecretBox:
    return SecretBox(services().settings.secret_keys)
