"""Organizations: made by anybody in the tenant, seen by their members, changed by those who manage them."""

from typing import Any

import pytest

from app.storage.identifiers import new_id
from tests.dialects.praetor.agencies import ORGANIZATIONS, Agency, make_organization, new_slug
from tests.dialects.praetor.people import Person, PraetorClient, data, problem

SEED = {
    "name": "Acme Digital Agency",
    "displayName": "Acme Digital",
    "settings": {"theme": "dark", "branding": {"logo": "https://example.com/logo.svg"}},
}


def is_free(client: PraetorClient, slug: str) -> bool:
    return bool(data(client.get(f"{ORGANIZATIONS}/slug-check?slug={slug}"))["available"])


def test_who_makes_an_organization_owns_it(member: PraetorClient, charles: Person) -> None:
    slug = new_slug()
    made = data(member.post(ORGANIZATIONS, {**SEED, "slug": slug}), 201)

    assert {name: made[name] for name in SEED} == SEED
    assert (made["slug"], made["ownerId"], made["tenantId"], made["role"]) == (
        slug,
        str(charles.id),
        str(charles.tenant_id),
        "owner",
    )
    assert {"id", "createdAt"} <= set(made)
    assert data(member.get(f"{ORGANIZATIONS}/{made['id']}")) == made


def test_one_lists_what_one_is_a_member_of(agency: Agency, member: PraetorClient) -> None:
    own = [make_organization(member)["id"] for _ in range(2)]

    answer = member.get(ORGANIZATIONS)
    assert [each["id"] for each in data(answer)] == own
    assert answer.get_json()["total"] == 2
    page = member.get(f"{ORGANIZATIONS}?limit=1&offset=1")
    assert ([each["id"] for each in data(page)], page.get_json()["total"]) == (own[1:], 2)


def test_the_name_is_shown_where_no_other_is_given(member: PraetorClient) -> None:
    made = data(member.post(ORGANIZATIONS, {"name": "  Acme ", "slug": new_slug()}), 201)

    assert (made["name"], made["displayName"], made["settings"]) == ("Acme", "Acme", {})


def test_a_slug_is_taken_once(member: PraetorClient, administrator: PraetorClient) -> None:
    slug = new_slug()
    assert is_free(administrator, slug)
    make_organization(member, slug=slug)

    refused = administrator.post(ORGANIZATIONS, {**SEED, "slug": slug})
    assert problem(refused) == (409, "SLUG_TAKEN")
    assert refused.get_json()["error"]["details"]["field"] == "slug"
    assert not is_free(administrator, slug)


def test_another_tenants_slugs_cannot_be_found_out(member: PraetorClient, stranger: PraetorClient) -> None:
    slug = make_organization(member)["slug"]

    assert is_free(stranger, slug)
    assert make_organization(stranger, slug=slug)["slug"] == slug


@pytest.mark.parametrize("slug", ["api", "slug-check", "health"])
def test_our_own_addresses_are_taken(member: PraetorClient, slug: str) -> None:
    assert not is_free(member, slug)
    assert problem(member.post(ORGANIZATIONS, {**SEED, "slug": slug})) == (409, "SLUG_TAKEN")


@pytest.mark.parametrize(
    "slug", ["", "a", "Acme", "acme digital", "-acme", "acme-", "a--b", "a_b", "ä", "a" * 64, "a\n"]
)
def test_a_slug_is_for_addresses(member: PraetorClient, slug: str) -> None:
    assert problem(member.post(ORGANIZATIONS, {**SEED, "slug": slug})) == (400, "VALIDATION_ERROR")


def test_a_slug_to_be_checked_has_to_be_named_and_well_formed(member: PraetorClient) -> None:
    assert problem(member.get(f"{ORGANIZATIONS}/slug-check")) == (400, "VALIDATION_ERROR")
    assert problem(member.get(f"{ORGANIZATIONS}/slug-check?slug=No")) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "a\nb"},
        {"name": "x" * 201},
        {"displayName": ""},
        {"settings": "dark"},
        {"settings": {"blob": "x" * 17_000}},
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(agency: Agency, wrong: dict[str, Any]) -> None:
    for answer in (
        agency.owner.client.post(ORGANIZATIONS, {**SEED, "slug": new_slug(), **wrong}),
        agency.owner.client.send("PUT", agency.path, wrong),
    ):
        assert problem(answer) == (400, "VALIDATION_ERROR")
        assert answer.get_json()["error"]["details"]["field"] == next(iter(wrong))


def test_a_change_leaves_what_it_does_not_name(agency: Agency) -> None:
    client, slug = agency.owner.client, new_slug()
    before = data(client.get(agency.path))

    changed = data(client.send("PUT", agency.path, {"slug": slug, "settings": {"theme": "light"}}))

    assert changed == {**before, "slug": slug, "settings": {"theme": "light"}, "updatedAt": changed["updatedAt"]}
    assert data(client.send("PUT", agency.path, {}))["slug"] == slug
    assert data(client.send("PUT", agency.path, {"name": "Other", "slug": slug}))["name"] == "Other"
    assert is_free(client, before["slug"])


def test_no_other_field_can_be_set(agency: Agency) -> None:
    before = data(agency.owner.client.get(agency.path))
    body = {"id": str(new_id()), "tenantId": str(new_id()), "ownerId": str(new_id()), "role": "member"}

    changed = data(agency.owner.client.send("PUT", agency.path, body))

    assert changed == {**before, "updatedAt": changed["updatedAt"]}


def test_a_slug_is_not_changed_into_another_organizations(agency: Agency) -> None:
    taken = make_organization(agency.owner.client)["slug"]

    for slug in (taken, "api"):
        assert problem(agency.owner.client.send("PUT", agency.path, {"slug": slug})) == (409, "SLUG_TAKEN")


def test_admins_change_it_and_members_do_not(agency: Agency) -> None:
    for role, status in (("admin", 200), ("member", 403)):
        answer = agency.colleague(role).client.send("PUT", agency.path, {"name": "Acme"})
        assert answer.status_code == status
    assert problem(answer) == (403, "FORBIDDEN")


def test_no_other_address_is_an_organization(member: PraetorClient) -> None:
    for name in (new_id(), "nonsense", "kits"):
        assert problem(member.get(f"{ORGANIZATIONS}/{name}")) == (404, "NOT_FOUND")


def test_large_numbers_in_settings_can_be_read_again(agency: Agency) -> None:
    settings = {"large": -5.269e32, "small": 1e-300, "whole": 2**63, "nested": [1e308]}

    data(agency.owner.client.send("PUT", agency.path, {"settings": settings}))

    assert data(agency.owner.client.get(agency.path))["settings"] == settings
