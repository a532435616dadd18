"""Which workspace a path means, and whether the caller's user may have it.

Another tenant's is nobody's: 404. Within the tenant the client says itself who its user is. Where it says so,
another user's workspace is 403 on the rows that document a 403, and 404 on the others; where a row documents no
``X-User-Id`` and none is sent, the tenant alone decides, as it does in the documented server.
"""

from uuid import UUID

from app.api.credentials import principal
from app.api.dialects.ptc.identity import current_user, named_user
from app.api.services import transaction
from app.domain.workspaces.operations import use_workspace
from app.domain.workspaces.queries import WorkspaceRecord, get_workspace
from app.errors import Forbidden, NotFound
from app.storage.identifiers import parsed_id


def own_workspace(workspace_id: str, *, forbids: bool = False, needs_user: bool = False) -> WorkspaceRecord:
    """The workspace of a path. ``forbids``: another user's is 403; ``needs_user``: the header must name one.

    Raises:
        NotFound: there is none, or none of this caller.
        Forbidden: it is another user's of this tenant.
        ValidationFailed: the user is missing, or named at too great a length.
    """
    user_id = current_user() if needs_user else named_user()
    with transaction() as connection:
        found = get_workspace(connection, tenant_id=principal().tenant_id, workspace_id=_key(workspace_id))
    if user_id not in (None, found.user_id):
        raise Forbidden("Access denied") if forbids else NotFound("Workspace not found")
    return found


def used(workspace: WorkspaceRecord) -> WorkspaceRecord:
    """The workspace, noted as in use; a stopped one runs again."""
    with transaction() as connection:
        return use_workspace(connection, tenant_id=workspace.tenant_id, workspace_id=workspace.id)


def _key(workspace_id: str) -> UUID:
    key = parsed_id(workspace_id)
    if key is None:
        raise NotFound("Workspace not found")
    return key
