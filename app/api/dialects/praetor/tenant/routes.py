"""The tenant that the caller acts in, for its administrators."""

from typing import Any

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.tenant.schemas import TenantBody, TenantData
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.users.operations import set_tenant_flags

tenant = PraetorBlueprint("tenant", __name__, url_prefix=f"{PREFIX}/admin/tenant", description="One's own tenant")


@tenant.route("", credentials=SESSION)
@tenant.answers(200, TenantData, description="The tenant and its flags")
@tenant.fails("UNAUTHORIZED", "FORBIDDEN")
def show() -> Response:
    """The tenant, and what is switched on in it."""
    return _answer(dict(caller().flags))


@tenant.route("", method="PATCH", credentials=SESSION)
@tenant.takes(TenantBody, example={"flags": {"kits_enabled": True}})
@tenant.answers(200, TenantData, description="The tenant with its flags as they are now")
@tenant.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "UNSUPPORTED_MEDIA_TYPE")
def change(body: dict[str, Any]) -> Response:
    """Switch flags of the tenant on or off."""
    with transaction() as connection:
        flags = set_tenant_flags(connection, tenant_id=caller().tenant_id, changes=body["flags"])
    return _answer(flags)


def _answer(flags: dict[str, Any]) -> Response:
    return json_response(envelope({"id": caller().tenant_id, "name": caller().tenant_name, "flags": flags}))
