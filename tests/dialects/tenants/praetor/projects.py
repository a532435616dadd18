"""Projects and their flow."""

from tests.dialects.praetor.flows import FLOW, PROJECTS
from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_PROJECT = f"{PROJECTS}/<project_id>"
_BODY = {"projectId": "<project_id>"}

ROWS: Rows = {
    f"GET {PROJECTS}": Own(),
    f"POST {PROJECTS}": Nobodys("makes one's own"),
    f"GET {_PROJECT}": Wall(),
    f"PATCH {_PROJECT}": Wall(body={"name": "Mine now"}),
    f"DELETE {_PROJECT}": Wall(),
    f"POST {FLOW}/start": Wall(body={"projectId": "<new_project_id>"}),
    f"POST {FLOW}/get-next-question": Wall(body=_BODY),
    f"POST {FLOW}/answer-question": Wall(body={**_BODY, "questionId": "<question_id>", "answer": {"value": "web"}}),
    f"GET {FLOW}/readiness/<project_id>": Wall(),
    f"POST {FLOW}/transition": Wall(body={**_BODY, "targetPhase": "FEATURE_SELECTION", "force": True}),
}


def things(tenant: Tenant) -> None:
    project = tenant.make(PROJECTS, {"name": "Secret project"})["data"]["id"]
    tenant.ids["project_id"] = project
    tenant.ids["new_project_id"] = tenant.make(PROJECTS, {"name": "Not begun"})["data"]["id"]
    started = tenant.make(f"{FLOW}/start", {"projectId": project})["data"]
    tenant.ids["question_id"] = started["firstQuestion"]["id"]
