"""The states of a run and how it passes between them.

    (nothing) ─accept→ queued ─claim→ running ─last step→ completed
                          ↑              ├─ error, timeout, budget → failed
                          │              ├─ cancel → cancelled
                          ├─ hand back, worker died ─┤
                          │              └─ needs children or a person → waiting ─┐
                          └───────────── last child ended, answer given ──────────┘

Each arrow is one guarded write: if no row matches, somebody else was quicker. ``queued`` and
``waiting`` runs go to ``cancelled`` at once; a run that waits behind another one in its session is
``queued`` with ``behind`` set and becomes claimable when that one ends.
"""

from typing import Final, Literal, TypeAlias

RunState: TypeAlias = Literal["queued", "running", "waiting", "completed", "failed", "cancelled"]

ACTIVE: Final[frozenset[str]] = frozenset({"queued", "running", "waiting"})
TERMINAL: Final[frozenset[str]] = frozenset({"completed", "failed", "cancelled"})

DEATHS_UNTIL_ALONE: Final = 2
"""After so many process deaths within one step, only an otherwise empty worker takes the run."""
