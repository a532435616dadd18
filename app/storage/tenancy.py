"""Tenants, the unit of isolation, and the policies that keep their rows apart.

Every table with a ``tenant_id`` carries :func:`policy_statements`. The policies bind the API's role
alone: they are the second wall behind queries that name the tenant themselves.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import API_ROLE, Model

CURRENT_TENANT = "nullif(current_setting('baton.tenant', true), '')::uuid"


class Tenant(Model):
    """One isolated owner of rows: the shared ProductOS key, a user with keys, a registry project, …"""

    __tablename__ = "tenants"
    __table_args__ = (CheckConstraint("name <> ''", name="tenants_have_a_name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    flags: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'"), comment="what its administrators have switched on or off"
    )
    access_version: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="counts every change of its roles and policies"
    )


def policy_statements(table: str, *, column: str = "tenant_id") -> Iterator[str]:
    """The DDL that shows the API's role only the rows of the current tenant."""
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield (
        f"CREATE POLICY {table}_of_the_tenant ON {table} TO {API_ROLE}"
        f" USING ({column} = {CURRENT_TENANT}) WITH CHECK ({column} = {CURRENT_TENANT})"
    )
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {API_ROLE}"
