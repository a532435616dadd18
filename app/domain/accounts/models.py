"""The keys that open the API, and the policies that let a key be looked up before its tenant is known.

A key has 256 random bits, so its plain sha256 is safe to store: there is nothing to guess. Whoever can
name the hash holds the key; therefore the API's role may see the one row whose hash it has set for the
transaction (:data:`LOOKUP_SETTING`), besides the rows of the current tenant.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from app.storage import tenancy
from app.storage.database import API_ROLE, Model

LOOKUP_SETTING = "baton.key_hash"


class ApiKey(Model):
    """One key. Its text is shown once, when it is made, and never stored."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("key_hash", name="api_keys_are_unique"),
        CheckConstraint("family IN ('productos', 'prompt_registry', 'ptc', 'opencomputer')", name="key_families"),
        CheckConstraint("environment IN ('dev', 'staging', 'production')", name="key_environments"),
        CheckConstraint(
            "(family = 'prompt_registry') = (environment IS NOT NULL)", name="registry_keys_have_an_environment"
        ),
        CheckConstraint("octet_length(key_hash) = 32", name="key_hashes_are_sha256"),
        CheckConstraint("length(prefix) = 12", name="key_prefixes_have_12_characters"),
        Index("api_keys_by_tenant", "tenant_id", "created_at"),
        Index("api_keys_by_prefix", "prefix"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    family: Mapped[str] = mapped_column(Text, comment="the API that it opens, and no other")
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="sha256 of the whole key")
    prefix: Mapped[str] = mapped_column(Text, comment="its first characters, for people to tell keys apart")
    owner: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text, server_default="")
    environment: Mapped[str | None] = mapped_column(Text, comment="of a prompt registry's key")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def policy_statements() -> Iterator[str]:
    """The DDL for ``api_keys``: the tenant's rows, and for reading also the row whose hash was named."""
    yield from tenancy.policy_statements("api_keys")
    yield (
        f"CREATE POLICY api_keys_by_hash ON api_keys FOR SELECT TO {API_ROLE}"
        f" USING (key_hash = decode(nullif(current_setting('{LOOKUP_SETTING}', true), ''), 'hex'))"
    )
