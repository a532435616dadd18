"""Customers: a third role that every tenant has

Revision: 0012, after 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A tenant's own role of this name keeps its holders and its rights under another name.
    op.execute(
        "UPDATE roles SET name = name || ' ' || left(id::text, 8) WHERE lower(name) = 'customer' AND NOT is_system"
    )
    op.drop_constraint("tenant_roles", "memberships")
    op.create_check_constraint("tenant_roles", "memberships", "role IN ('administrator', 'member', 'customer')")


def downgrade() -> None:
    """Customers become members: the older constraint has no room for them."""
    op.execute("UPDATE memberships SET role = 'member' WHERE role = 'customer'")
    op.execute("DELETE FROM roles WHERE lower(name) = 'customer' AND is_system")
    op.drop_constraint("tenant_roles", "memberships")
    op.create_check_constraint("tenant_roles", "memberships", "role IN ('administrator', 'member')")
