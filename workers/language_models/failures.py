"""What providers raise, in our own words: their error texts may quote a key or the user's material.

A failure that another try may mend says so: ``details["transient"]`` is then its kind, one of
``connection_error``, ``timeout_error`` and ``api_error``.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAPIError,
    ModelHTTPError,
    ModelRequestTimeout,
    ModelTimeoutError,
    UnexpectedModelBehavior,
    UserError,
)
from pydantic_ai.messages import FinishReason
from pydantic_ai.models import Model

from app.errors import AgentFailed

_ASK_AGAIN = frozenset({408, 409, 425, 429})


@contextmanager
def failures_explained(model: Model) -> Iterator[None]:
    """Turn what asking ``model`` may raise into ``AgentFailed``; our own errors pass unchanged."""
    name = model.model_name
    try:
        yield
    except ModelHTTPError as error:
        raise _refused(name, error.status_code) from None
    except (ModelRequestTimeout, ModelTimeoutError, TimeoutError) as error:
        raise AgentFailed(
            f"The language model {name} did not answer in time.", details=_kind(name, error, "timeout_error")
        ) from None
    except (ModelAPIError, httpx2.HTTPError, OSError) as error:
        raise AgentFailed(
            f"The language model {name} could not be reached.", details=_kind(name, error, "connection_error")
        ) from None
    except UnexpectedModelBehavior as error:
        message = f"The language model {name} gave no answer of the kind that was asked for."
        raise AgentFailed(message, details=_kind(name, error)) from None
    except (AgentRunError, UserError) as error:
        raise AgentFailed(f"The language model {name} could not be asked.", details=_kind(name, error)) from None


def refuse_stopped(model: Model, finished: FinishReason | None) -> None:
    """Raise ``AgentFailed`` for an answer that the provider broke off."""
    if finished in ("content_filter", "error"):
        raise AgentFailed(f"The language model {model.model_name} stopped its answer ({finished}).")


def transient_kind(error: AgentFailed) -> str | None:
    """The kind of a failure that another try may mend, or None."""
    kind = error.details.get("transient")
    return None if kind is None else str(kind)


def _refused(name: str, status: int) -> AgentFailed:
    details: dict[str, str | int] = {"model": name, "status": status}
    if status in _ASK_AGAIN or status >= 500:
        details["transient"] = "api_error"
    return AgentFailed(f"The language model {name} answered with status {status}.", details=details)


def _kind(name: str, error: Exception, transient: str | None = None) -> dict[str, str]:
    details = {"model": name, "error": type(error).__name__}
    return details if transient is None else {**details, "transient": transient}
