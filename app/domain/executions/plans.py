"""Who works together and how: what an execution's request must say, and what is taken where it says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import InvalidRequest

STRATEGIES: Sequence[str] = ("sequential", "parallel", "hierarchical", "debate")
WORKER = "worker"
SUPERVISOR = "supervisor"
ROLES: Sequence[str] = (WORKER, SUPERVISOR)

COMPILERS: Sequence[str] = (
    "requirements-compiler",
    "architecture-compiler",
    "data-model-compiler",
    "api-compiler",
    "workflow-compiler",
    "design-compiler",
    "test-compiler",
)
"""The agents that write a specification's sections, in the order in which each can use the former's."""

AUDIT = "completion-audit"
CONVERSATION = "conversation-agent"
NAMES: Sequence[str] = (*COMPILERS, AUDIT, CONVERSATION)
"""The agents that clients may name; a test holds this list and the workers' catalogue together."""

MOST_AGENTS = 20

ROUNDS = 2
"""Of a debate, or of sending work back, where the request says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the agents of an execution."""

    name: str
    role: str = WORKER


def plan_of(names: Sequence[str] | None) -> list[Member]:
    """The members for a list of names: all compilers with the audit where there is none.

    Raises:
        InvalidRequest: a name is unknown or comes twice, or there are none or too many.
    """
    chosen = list(names) if names is not None else [*COMPILERS, AUDIT]
    return checked([Member(name=name, role=SUPERVISOR if name == AUDIT else WORKER) for name in chosen])


def checked(members: Sequence[Member]) -> list[Member]:
    """``members``, if they can work together.

    Raises:
        InvalidRequest: a name is unknown or comes twice, nobody works, or there are too many.
    """
    names = [member.name for member in members]
    if unknown := [name for name in names if name not in NAMES]:
        raise _refused(f"There is no agent called {unknown[0][:100]!r}. There are: {', '.join(NAMES)}.")
    if len(set(names)) != len(names):
        raise _refused("Each agent can be named once.")
    if not any(writing(member) for member in members) or len(members) > MOST_AGENTS:
        raise _refused(f"Between 1 and {MOST_AGENTS} agents are needed, one of them a worker that writes a section.")
    return list(members)


def writing(member: Member) -> bool:
    """Whether it writes a section; the audit looks at all of them."""
    return member.role == WORKER and member.name != AUDIT


def _refused(message: str) -> InvalidRequest:
    return InvalidRequest(f"agents: {message}", details={"fields": {"agents": message}})
