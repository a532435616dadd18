"""The role that previews take on: it reads sandboxes, of every tenant, and nothing else

Revision: 0003, after 0002
"""

from alembic import op

from app.storage.database import PREVIEWS_ROLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        f"""DO $$ BEGIN
              CREATE ROLE {PREVIEWS_ROLE} NOLOGIN;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$"""
    )
    op.execute(f"GRANT {PREVIEWS_ROLE} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {PREVIEWS_ROLE}")
    op.execute(f"GRANT SELECT ON sandboxes TO {PREVIEWS_ROLE}")
    # Whoever knows a name may see its preview, so no tenant narrows this down.
    op.execute(
        f"CREATE POLICY sandboxes_of_previews ON sandboxes FOR SELECT TO {PREVIEWS_ROLE} USING (session_id IS NOT NULL)"
    )


def downgrade() -> None:
    """The role stays: other databases of the cluster may use it."""
    op.execute("DROP POLICY sandboxes_of_previews ON sandboxes")
    op.execute(f"REVOKE ALL ON sandboxes FROM {PREVIEWS_ROLE}")
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {PREVIEWS_ROLE}")
