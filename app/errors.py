"""The one tree of errors that Baton raises on purpose.

    BatonError
    ├── InvalidRequest          the caller's input is wrong
    │   ├── NothingToWorkOn     a run was asked for before its material exists
    │   ├── MissingVariables    a prompt cannot be rendered without them
    │   ├── TextTooLong         what should be made of the input is too long
    │   ├── InviteExpired       the invitation's time is over
    │   ├── PhaseInvalid        the project's phase does not allow this
    │   ├── ReadinessFailed     the project's phase is not done
    │   ├── SessionIncomplete   a discovery session has found out too little
    │   └── ObligationUnresolved what it must know is contradicted or open
    ├── Unauthenticated         no credential, or one that opens nothing
    ├── Forbidden               a good credential without this right
    │   ├── SignupClosed        this installation makes no projects for strangers
    │   ├── WrongEnvironment    the key's environment does not reach this far
    │   ├── PermissionDenied    a policy says no
    │   └── OrgNotMember        the organization is of the caller's tenant, and he is not in it
    ├── NotFound                no such thing, or not this tenant's
    ├── Gone                    it was there, and is not given out any more
    ├── Conflict                the state of things forbids it now
    │   ├── SessionBusy         a run is active in the session
    │   ├── IdempotencyMismatch same Idempotency-Key, other request
    │   ├── CursorAhead         the cursor is beyond the last event
    │   ├── SlugTaken           another thing of the tenant has this slug
    │   ├── NothingToRollBackTo the environment has no earlier deployment
    │   ├── AlreadyDecided      the request was approved or rejected before
    │   └── SandboxFull         what should be written does not fit into the sandbox
    ├── TooLarge                more was sent than is taken
    ├── NotText                 a file holds something else than text
    ├── RateLimited             too many requests; carries retry_after
    ├── BudgetExceeded          the budget cannot carry the next model call
    ├── Unavailable             a service that we need does not answer; carries retry_after
    │   └── SandboxRefused      programs cannot be confined on this machine, so none is run
    ├── MarketDataFailed        the source of market data gave none
    ├── FenceLost               this attempt no longer owns its run (workers only)
    ├── Cancelled               somebody asked for the run to stop (workers only)
    └── AgentFailed             an agent ended without a result (workers only)
        └── RunTimedOut         it was at work for longer than a run may

A class's docstring is its default message. ``code`` is the machine word, ``details`` a JSON object
for the caller. Status numbers and body shapes live in ``app.api`` alone.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class BatonError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "internal_error"

    def __init__(
        self,
        message: str | None = None,
        *,
        details: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.details = dict(details or {})
        self.retry_after = retry_after
        super().__init__(self.message)


class InvalidRequest(BatonError):
    """The request is not valid."""

    code = "invalid_request"


class NothingToWorkOn(InvalidRequest):
    """There is nothing yet that this agent could work on."""

    code = "nothing_to_work_on"


class MissingVariables(InvalidRequest):
    """Variables without a default are missing."""

    code = "missing_variables"


class TextTooLong(InvalidRequest):
    """The text would be too long."""

    code = "text_too_long"


class InviteExpired(InvalidRequest):
    """This invitation has expired."""

    code = "invite_expired"


class PhaseInvalid(InvalidRequest):
    """The project's phase does not allow this."""

    code = "phase_invalid"


class ReadinessFailed(InvalidRequest):
    """The project's phase is not done."""

    code = "readiness_failed"


class SessionIncomplete(InvalidRequest):
    """The discovery session has not found out enough."""

    code = "session_incomplete"


class ObligationUnresolved(InvalidRequest):
    """Something that has to be known is contradicted or open."""

    code = "obligation_unresolved"


class Unauthenticated(BatonError):
    """Missing or invalid credentials."""

    code = "unauthenticated"


class Forbidden(BatonError):
    """These credentials do not allow this."""

    code = "forbidden"


class SignupClosed(Forbidden):
    """Projects are made by the operator of this installation alone."""

    code = "signup_closed"


class WrongEnvironment(Forbidden):
    """This key's environment does not reach this far."""

    code = "wrong_environment"


class PermissionDenied(Forbidden):
    """A policy denies this."""

    code = "permission_denied"


class OrgNotMember(Forbidden):
    """You are not a member of this organization."""

    code = "org_not_member"


class NotFound(BatonError):
    """Not found."""

    code = "not_found"


class Gone(BatonError):
    """This is not given out any more."""

    code = "gone"


class Conflict(BatonError):
    """This conflicts with the present state."""

    code = "conflict"


class SessionBusy(Conflict):
    """Another run is active in this session."""

    code = "session_busy"


class IdempotencyMismatch(Conflict):
    """This Idempotency-Key was used with another request."""

    code = "idempotency_mismatch"


class CursorAhead(Conflict):
    """The cursor is beyond the last event of this session."""

    code = "cursor_ahead"


class SlugTaken(Conflict):
    """This slug is taken."""

    code = "slug_taken"


class NothingToRollBackTo(Conflict):
    """There is no earlier deployment to roll back to."""

    code = "nothing_to_roll_back_to"


class AlreadyDecided(Conflict):
    """This request has been decided before."""

    code = "already_decided"


class SandboxFull(Conflict):
    """The sandbox has no room for this."""

    code = "sandbox_full"


class TooLarge(BatonError):
    """This is too large."""

    code = "too_large"


class NotText(BatonError):
    """This file is not a text."""

    code = "not_text"


class RateLimited(BatonError):
    """Too many requests."""

    code = "rate_limited"


class BudgetExceeded(BatonError):
    """The budget does not carry the next model call."""

    code = "budget_exceeded"


class Unavailable(BatonError):
    """A service that this needs does not answer right now."""

    code = "unavailable"


class SandboxRefused(Unavailable):
    """Programs cannot be confined on this machine, so none is run."""

    code = "sandbox_refused"


class MarketDataFailed(BatonError):
    """The market data provider gave no data."""

    code = "market_data_failed"


class FenceLost(BatonError):
    """This attempt no longer owns its run."""

    code = "fence_lost"


class Cancelled(BatonError):
    """The run was cancelled."""

    code = "cancelled"


class AgentFailed(BatonError):
    """The agent ended without a result."""

    code = "agent_error"


class RunTimedOut(AgentFailed):
    """The run has taken longer than a run may."""

    code = "run_timeout"
