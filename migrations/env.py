"""Alembic's entry point: all tables of Baton, on a connection that the caller gives or on DATABASE_URL's."""

from alembic import context
from sqlalchemy import Connection

from app.domain.access_policies import models as access_policies
from app.domain.accounts import models as accounts
from app.domain.computer_sessions import models as computer_sessions
from app.domain.conversations import models as conversations
from app.domain.discovery_chat import models as discovery_chat
from app.domain.executions import models as executions
from app.domain.flow import models as flow
from app.domain.investments import models as investments
from app.domain.mail import models as mail
from app.domain.organizations import models as organizations
from app.domain.products import models as products
from app.domain.projects import models as projects
from app.domain.prompts import models as prompts
from app.domain.specifications import models as specifications
from app.domain.tasks import models as tasks
from app.domain.users import models as users
from app.domain.workspaces import models as workspaces
from app.engine import models as engine
from app.sandboxes import models as sandboxes
from app.settings import settings
from app.storage.database import Model, connect

TABLES = (
    access_policies,
    accounts,
    products,
    prompts,
    users,
    engine,
    sandboxes,
    organizations,
    mail,
    workspaces,
    conversations,
    projects,
    executions,
    discovery_chat,
    flow,
    tasks,
    specifications,
    computer_sessions,
    investments,
)
"""The modules whose models are migrated; importing them is what fills ``Model.metadata``."""


def migrate(connection: Connection) -> None:
    """Run the migrations on ``connection``, in one transaction."""
    context.configure(connection=connection, target_metadata=Model.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with connect(settings().database_url).connect() as opened:
        migrate(opened)
