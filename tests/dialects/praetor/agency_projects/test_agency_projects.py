"""Projects that an agency gives its customers."""

from typing import Any

import pytest

from app.storage.identifiers import new_id
from tests.dialects.praetor.agencies import AGENCY_PROJECTS, Agency, Colleague, make_organization
from tests.dialects.praetor.flows import make_project
from tests.dialects.praetor.people import data, problem


def give(by: Colleague, agency: Agency, customer: Colleague, **more: Any) -> Any:
    project = more.pop("projectId", None) or make_project(agency.owner.client)
    body = {"organizationId": agency.id, "projectId": project, "customerUserId": customer.id, **more}
    return by.client.post(AGENCY_PROJECTS, body)


def seen(by: Colleague, agency: Agency | None = None) -> list[str]:
    answer = by.client.get(AGENCY_PROJECTS + (f"?organizationId={agency.id}" if agency else ""))
    found = data(answer)
    assert answer.get_json()["total"] == len(found)
    return [each["id"] for each in found]


def test_a_customer_is_given_a_project_and_loses_it(agency: Agency) -> None:
    customer, project = agency.colleague("member"), make_project(agency.owner.client)

    given = data(give(agency.owner, agency, customer, projectId=project), 201)
    assert {name: given[name] for name in ("organizationId", "projectId", "customerUserId", "assignedBy")} == {
        "organizationId": agency.id,
        "projectId": project,
        "customerUserId": customer.id,
        "assignedBy": agency.owner.id,
    }
    assert seen(agency.owner, agency) == seen(customer, agency) == seen(customer) == [given["id"]]

    path = f"{AGENCY_PROJECTS}/{given['id']}"
    assert data(agency.owner.client.send("DELETE", path)) == {"id": given["id"], "deleted": True}
    assert problem(agency.owner.client.send("DELETE", path)) == (404, "NOT_FOUND")
    assert seen(customer) == []


def test_customers_see_their_own_projects_alone(agency: Agency) -> None:
    first, second, admin = agency.colleague("member"), agency.colleague("member"), agency.colleague("admin")
    one, two = (data(give(agency.owner, agency, each), 201)["id"] for each in (first, second))

    assert (seen(first, agency), seen(second, agency)) == ([one], [two])
    assert seen(admin, agency) == seen(admin) == [two, one]


def test_a_project_is_given_to_a_customer_once(agency: Agency) -> None:
    customer, other = agency.colleague("member"), agency.colleague("member")
    project = data(give(agency.owner, agency, customer), 201)["projectId"]

    assert problem(give(agency.owner, agency, customer, projectId=project)) == (409, "CONFLICT")
    assert data(give(agency.owner, agency, other, projectId=project), 201)


def test_only_members_are_given_projects(agency: Agency) -> None:
    for customer in (agency.colleague().id, str(new_id())):
        refused = give(agency.owner, agency, agency.owner, customerUserId=customer)
        assert problem(refused) == (400, "VALIDATION_ERROR")
        assert refused.get_json()["error"]["details"]["field"] == "customerUserId"


def test_admins_give_and_take_and_members_do_not(agency: Agency) -> None:
    customer, admin = agency.colleague("member"), agency.colleague("admin")
    path = f"{AGENCY_PROJECTS}/{data(give(admin, agency, customer), 201)['id']}"

    assert problem(give(customer, agency, customer)) == (403, "FORBIDDEN")
    assert problem(customer.client.send("DELETE", path)) == (403, "FORBIDDEN")
    assert problem(agency.colleague().client.send("DELETE", path)) == (403, "ORG_NOT_MEMBER")
    assert data(admin.client.send("DELETE", path))


def test_an_owner_of_one_organization_gives_nothing_in_another(agency: Agency) -> None:
    elsewhere = agency.colleague()
    make_organization(elsewhere.client)

    assert problem(give(elsewhere, agency, agency.owner)) == (403, "ORG_NOT_MEMBER")


def test_only_projects_that_are_there_are_given(agency: Agency) -> None:
    assert problem(give(agency.owner, agency, agency.owner, projectId=str(new_id()))) == (404, "NOT_FOUND")


@pytest.mark.parametrize("field", ["organizationId", "projectId", "customerUserId"])
@pytest.mark.parametrize("value", [None, "nonsense", 1])
def test_all_three_ids_are_needed(agency: Agency, field: str, value: Any) -> None:
    ids = {"organizationId": agency.id, "projectId": str(new_id()), "customerUserId": agency.owner.id, field: value}
    assert problem(agency.owner.client.post(AGENCY_PROJECTS, ids)) == (400, "VALIDATION_ERROR")
