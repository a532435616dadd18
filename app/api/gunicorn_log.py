"""gunicorn's own log, which tells of requests that it could not read or finish, query and all: without the keys."""

from typing import Any

from gunicorn.glogging import Logger

from app.logs import blank_secrets


class GunicornLog(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn's logger, whose lines hold no secret."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        blank_secrets(self.error_log)
