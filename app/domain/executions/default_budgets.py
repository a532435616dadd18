"""The budget of an execution whose request names none: it grows with the work that its team has before it.

One agent's limit would end a debate of all agents in its middle. What organization and project have set stands above
it whatever it is.
"""

from collections.abc import Sequence

from app.domain.executions.plans import ROUNDS, Member, writing
from app.engine.budgets import Limits

PIECES_OF_ONE_RUN = 16
"""Pieces of work that a run's ordinary budget is good for: the offline model's take 5,000 to 12,500 tokens each."""


def default_budget(
    *, strategy: str, members: Sequence[Member], rounds: int | None, one_run: Limits, most_tokens: int
) -> Limits:
    """At least ``one_run``'s tokens, and in proportion more for larger work, up to ``most_tokens``.

    The money stays ``one_run``'s: what an execution may cost should not depend on what it looks like.
    """
    if one_run.tokens is None:
        return one_run
    pieces = pieces_of_work(strategy=strategy, members=members, rounds=ROUNDS if rounds is None else rounds)
    wanted = one_run.tokens * max(pieces, PIECES_OF_ONE_RUN) // PIECES_OF_ONE_RUN
    return Limits(tokens=min(wanted, most_tokens), cost=one_run.cost)


def pieces_of_work(*, strategy: str, members: Sequence[Member], rounds: int) -> int:
    """How often an agent has to do something, at most."""
    writers = sum(writing(member) for member in members)
    resolving, auditing = 1, 1
    by_strategy = {
        "sequential": writers,
        "parallel": writers + resolving,
        # Planning, and in each round a review and all that it may send back.
        "hierarchical": 1 + writers + rounds * (1 + writers) + resolving,
        # In each round two proposals and a critique, and at last a judge.
        "debate": writers * (3 * rounds + 1) + resolving,
    }
    return by_strategy[strategy] + auditing
