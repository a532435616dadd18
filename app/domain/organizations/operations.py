"""Making and changing organizations. A slug is unique in its tenant: another tenant's cannot be found out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from app.domain.organizations.checks import RESERVED_SLUGS, check_settings, check_slug, clean_name
from app.domain.organizations.queries import OWNER, OrganizationRecord, get_organization
from app.domain.organizations.standing import managed
from app.errors import SlugTaken
from app.storage.identifiers import new_id
from app.storage.json import dumps


def create_organization(
    connection: Connection,
    *,
    tenant_id: UUID,
    by: UUID,
    name: str,
    slug: str,
    display_name: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> OrganizationRecord:
    """Make an organization; who makes it is its owner.

    Raises:
        InvalidRequest: something does not look as it has to.
        SlugTaken: the tenant has an organization with this slug, or it is one of ours.
    """
    name = clean_name(name)
    _check_slug(slug)
    check_settings(settings or {})
    made = connection.execute(
        text(
            """INSERT INTO organizations (id, tenant_id, name, slug, display_name, settings)
               VALUES (:id, :tenant, :name, :slug, :display, CAST(:settings AS jsonb))
               ON CONFLICT (tenant_id, slug) DO NOTHING RETURNING id"""
        ),
        {
            "id": new_id(),
            "tenant": tenant_id,
            "name": name,
            "slug": slug,
            "display": name if display_name is None else clean_name(display_name, field="displayName"),
            "settings": dumps(dict(settings or {})).decode(),
        },
    ).scalar_one_or_none()
    if made is None:
        raise _taken(slug)
    join(connection, tenant_id=tenant_id, organization_id=made, user_id=by, role=OWNER)
    return get_organization(connection, tenant_id=tenant_id, organization_id=made, user_id=by)


def update_organization(
    connection: Connection,
    *,
    tenant_id: UUID,
    organization_id: UUID | None,
    by: UUID,
    name: str | None = None,
    slug: str | None = None,
    display_name: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> OrganizationRecord:
    """Change what is given; settings are replaced as a whole.

    Raises:
        NotFound, OrgNotMember, Forbidden: ``by`` does not manage it.
        InvalidRequest: something does not look as it has to.
        SlugTaken: another organization has the slug.
    """
    before = managed(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=by)
    if slug is not None and slug != before.slug:
        _check_slug(slug)
    check_settings(settings or {})
    changes = {
        "tenant": tenant_id,
        "id": before.id,
        "name": None if name is None else clean_name(name),
        "slug": slug,
        "display": None if display_name is None else clean_name(display_name, field="displayName"),
        "settings": None if settings is None else dumps(dict(settings)).decode(),
    }
    _update(connection, changes)
    return get_organization(connection, tenant_id=tenant_id, organization_id=before.id, user_id=by)


def join(connection: Connection, *, tenant_id: UUID, organization_id: UUID, user_id: UUID, role: str) -> bool:
    """Put a member of the tenant into the organization; False if he is in it, and stays what he is."""
    joined = connection.execute(
        text(
            """INSERT INTO organization_members (id, tenant_id, organization_id, user_id, role)
               VALUES (:id, :tenant, :organization, :user, :role)
               ON CONFLICT (organization_id, user_id) DO NOTHING"""
        ),
        {"id": new_id(), "tenant": tenant_id, "organization": organization_id, "user": user_id, "role": role},
    )
    return joined.rowcount > 0


def _check_slug(slug: str) -> None:
    check_slug(slug)
    if slug in RESERVED_SLUGS:
        raise _taken(slug)


def _update(connection: Connection, changes: Mapping[str, Any]) -> None:
    try:
        with connection.begin_nested():
            connection.execute(
                text(
                    """UPDATE organizations
                          SET name = coalesce(:name, name), slug = coalesce(:slug, slug),
                              display_name = coalesce(:display, display_name),
                              settings = coalesce(CAST(:settings AS jsonb), settings), updated_at = clock_timestamp()
                        WHERE tenant_id = :tenant AND id = :id"""
                ),
                changes,
            )
    except IntegrityError:
        raise _taken(changes["slug"]) from None


def _taken(slug: str) -> SlugTaken:
    return SlugTaken(details={"field": "slug", "slug": slug})
