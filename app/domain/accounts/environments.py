"""The environments that a prompt registry's keys and deployments are for, in the order of their weight."""

from collections.abc import Sequence

DEV = "dev"
STAGING = "staging"
PRODUCTION = "production"
ENVIRONMENTS: Sequence[str] = (DEV, STAGING, PRODUCTION)


def reaches(environment: str, *, other: str) -> bool:
    """Whether a key of ``environment`` may make and revoke keys of ``other``: its own, or one of less weight.

    Otherwise a dev key could simply make itself a production key.
    """
    return ENVIRONMENTS.index(environment) >= ENVIRONMENTS.index(other)
