"""Caps: what all runs for a project, and for an organization's projects, may use together.

A cap is a budget above those of runs. Parents are always older than what stands below them, so an
organization's cap comes to be before the first one of its projects, without a limit until somebody sets one.

Workers ask for a project's row when they hold budgets, so who asks for budgets must hold no more of the project
than keeps it from being deleted: a cap that is there is read without locking out any writer.
"""

from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.projects.queries import ProjectRecord
from app.engine.budgets import BudgetStatus, Limits, check_limits, locked_chain, open_budget, status_of
from app.errors import BudgetExceeded, NotFound

NO_LIMITS = Limits(tokens=None, cost=None)


def cap_of_project(connection: Connection, *, project: ProjectRecord) -> UUID:
    """The budget that stands above all runs of the project; made when it is first asked for.

    The project is not deleted before this transaction's end, so whatever is started in it finds its project.

    Raises:
        NotFound: it has been deleted meanwhile.
    """
    known = _known(connection, "projects", project.id, project.tenant_id)
    if known is None:
        known = _made(connection, "projects", project.id, project.tenant_id, scope="project", above=project)
    return known


def cap_if_any(connection: Connection, *, project: ProjectRecord) -> UUID | None:
    """The project's cap, or None where nobody has asked for it yet."""
    return _known(connection, "projects", project.id, project.tenant_id)


def cap_of_organization(connection: Connection, *, tenant_id: UUID, organization_id: UUID) -> UUID:
    """The budget that stands above all projects of the organization; made when it is first asked for."""
    known = _known(connection, "organizations", organization_id, tenant_id)
    if known is None:
        known = _made(connection, "organizations", organization_id, tenant_id, scope="organization", above=None)
    return known


def set_limits(connection: Connection, *, cap_id: UUID, limits: Limits) -> BudgetStatus:
    """Change what the cap allows. Below what is used, it stops every further call.

    Raises:
        InvalidRequest: no budget can have such limits.
    """
    check_limits(limits)
    connection.execute(
        text("UPDATE budgets SET tokens_limit = :tokens, cost_limit = :cost WHERE id = :id"),
        {"id": cap_id, "tokens": limits.tokens, "cost": limits.cost},
    )
    return status_of(connection, budget_id=cap_id)


def check_room(connection: Connection, *, cap_id: UUID) -> None:
    """Refuse a run whose first call could not be paid for.

    Raises:
        BudgetExceeded: the cap, or the one above it, is used up.
    """
    for cap in locked_chain(connection, budget_id=cap_id):
        out_of_tokens = cap.tokens_limit is not None and cap.tokens_used + cap.tokens_held >= cap.tokens_limit
        out_of_money = cap.cost_limit is not None and cap.cost_used + cap.cost_held >= cap.cost_limit
        if out_of_tokens or (out_of_money and cap.cost_limit > 0):
            raise BudgetExceeded(f"The budget of the {cap.scope} is used up", details={"scope": cap.scope})


def _known(connection: Connection, table: str, id: UUID, tenant_id: UUID) -> UUID | None:
    """The cap that is there already. It stays the same for good, and so does the row that it belongs to for now."""
    found: UUID | None = connection.execute(
        text(f"SELECT cap_id FROM {table} WHERE id = :id AND tenant_id = :tenant AND cap_id IS NOT NULL FOR KEY SHARE"),
        {"id": id, "tenant": tenant_id},
    ).scalar_one_or_none()
    return found


def _made(
    connection: Connection, table: str, id: UUID, tenant_id: UUID, *, scope: str, above: ProjectRecord | None
) -> UUID:
    """A new cap, unless somebody else has just made it. Projects are locked before organizations."""
    row = connection.execute(
        text(f"SELECT cap_id FROM {table} WHERE id = :id AND tenant_id = :tenant FOR NO KEY UPDATE"),
        {"id": id, "tenant": tenant_id},
    ).first()
    if row is None:
        raise NotFound(f"{scope.capitalize()} not found")
    if row.cap_id is not None:
        return UUID(str(row.cap_id))
    parent_id = None if above is None else _above(connection, above)
    made = open_budget(connection, tenant_id=tenant_id, limits=NO_LIMITS, scope=scope, parent_id=parent_id)
    connection.execute(text(f"UPDATE {table} SET cap_id = :cap WHERE id = :id"), {"id": id, "cap": made})
    return made


def _above(connection: Connection, project: ProjectRecord) -> UUID | None:
    if project.organization_id is None:
        return None
    return cap_of_organization(connection, tenant_id=project.tenant_id, organization_id=project.organization_id)
