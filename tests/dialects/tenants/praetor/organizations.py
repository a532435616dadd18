"""Organizations, their members, invitations and agency projects."""

from app.storage.identifiers import new_id
from tests.dialects.praetor.agencies import AGENCY_PROJECTS, INVITATIONS, ORGANIZATIONS, new_email, new_slug
from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_ORGANIZATION = f"{ORGANIZATIONS}/<organization_id>"
_OF_ORGANIZATION = "?organizationId=<organization_id>"

ROWS: Rows = {
    f"GET {ORGANIZATIONS}": Own(),
    f"POST {ORGANIZATIONS}": Nobodys("makes one's own"),
    f"GET {ORGANIZATIONS}/slug-check": Own(query="?slug=acme", shows_ids=False),
    f"GET {_ORGANIZATION}": Wall(),
    f"PUT {_ORGANIZATION}": Wall(body={"name": "Mine now"}),
    f"GET {_ORGANIZATION}/members": Wall(),
    f"POST {_ORGANIZATION}/members": Wall(body={"userId": "<user_id>", "role": "member"}),
    f"PUT {_ORGANIZATION}/members/<user_id>": Wall(body={"role": "owner"}),
    f"DELETE {_ORGANIZATION}/members/<user_id>": Wall(),
    f"GET {INVITATIONS}": Wall(query=_OF_ORGANIZATION),
    f"POST {INVITATIONS}": Wall(body={"organizationId": "<organization_id>", "email": "guest@example.com"}),
    f"GET {INVITATIONS}/<token>": Nobodys("the token is the credential: it is mailed to somebody of no tenant yet"),
    f"POST {INVITATIONS}/<token>/accept": Nobodys("the token is the credential"),
    f"POST {INVITATIONS}/<token>/revoke": Wall(),
    f"GET {AGENCY_PROJECTS}": Wall(query=_OF_ORGANIZATION),
    f"POST {AGENCY_PROJECTS}": Wall(
        body={"organizationId": "<organization_id>", "projectId": "<project_id>", "customerUserId": "<user_id>"},
        but=["project_id"],
    ),
    f"DELETE {AGENCY_PROJECTS}/<agency_project_id>": Wall(),
}


def things(tenant: Tenant) -> None:
    body = {"name": "Secret agency", "slug": new_slug(), "displayName": "Secret"}
    organization = tenant.make(ORGANIZATIONS, body)["data"]["id"]
    tenant.ids["organization_id"] = organization
    tenant.ids.setdefault("project_id", str(new_id()))
    invited = tenant.make(INVITATIONS, {"organizationId": organization, "email": new_email()})["data"]
    given = {
        "organizationId": organization,
        "projectId": tenant.ids["project_id"],
        "customerUserId": tenant.ids["user_id"],
    }
    tenant.ids |= {
        "token": invited["token"],
        "agency_project_id": tenant.make(AGENCY_PROJECTS, given)["data"]["id"],
    }
