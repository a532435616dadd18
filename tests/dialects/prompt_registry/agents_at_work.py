"""Agents that run in this process on a model that is listened to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Flask
from pydantic_ai.messages import ModelMessage, ModelRequest, SystemPromptPart
from pydantic_ai.models import Model
from pydantic_ai.models.wrapper import WrapperModel
from sqlalchemy import Engine

from app.domain.accounts.operations import create_key
from app.domain.prompts.links import link
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.clients import Client
from tests.dialects.prompt_registry.registry import Registry, data
from tests.integration.workers.bench import ObservedProcess
from workers.execution.prompt_shelf import PromptShelf
from workers.execution.run_executor import execute
from workers.language_models.offline.model import OfflineModel

IDEA = "An app in which climbers find partners for the morning before work"


class Listening(WrapperModel):
    """The offline model, which keeps what it was told to be and calls ``meanwhile`` before it answers.

    ``asked`` gets, for each call, the name under which the model was wanted and the temperature.
    """

    counts_exactly = True

    def __init__(
        self, heard: list[str], meanwhile: list[Callable[[], None]], *, name: str, asked: list[tuple[str, Any]]
    ) -> None:
        super().__init__(OfflineModel())
        self._name = name
        self._asked = asked
        self._heard = heard
        self._meanwhile = meanwhile

    async def request(self, messages: list[ModelMessage], *rest: Any) -> Any:
        self._listen(messages, rest[0])
        return await super().request(messages, *rest)

    def request_stream(self, messages: list[ModelMessage], *rest: Any) -> Any:
        self._listen(messages, rest[0])
        return super().request_stream(messages, *rest)

    def _listen(self, messages: list[ModelMessage], settings: Any) -> None:
        self._asked.append((self._name, (settings or {}).get("temperature")))
        self._heard.append(_system_prompt(messages))
        while self._meanwhile:
            self._meanwhile.pop()()


class AgentsAtWork:
    """One tenant of ProductOS and a worker process, both without a server."""

    def __init__(self, app: Flask, owner: Engine, process: ObservedProcess) -> None:
        self.process = process
        self.heard: list[str] = []
        self.asked: list[tuple[str, Any]] = []
        self.meanwhile: list[Callable[[], None]] = []
        self._owner = owner
        with transaction(owner) as connection:
            key = create_key(connection, owner=f"somebody {new_id()}")
        self.tenant_id = key.record.tenant_id
        self.client = Client(app, key=key.text)
        self.session = self.client.session(entry="prd", idea=IDEA)
        self.forget()

    def model(self, name: str, *_: Any) -> Model:
        """In the place of ``model_named``."""
        return Listening(self.heard, self.meanwhile, name=name, asked=self.asked)

    def link(self, registry: Registry) -> None:
        """Have this tenant's agents look into the registry's project."""
        with transaction(self._owner) as connection:
            project = UUID(data(registry.get("/projects/me"))["id"])
            link(connection, tenant_id=self.tenant_id, project_id=project)

    def start(self, agent: str, **body: Any) -> str:
        """Accept a run; its path."""
        return self.client.start(self.session, agent, body or None)

    def work(self, run: str) -> dict[str, Any]:
        """Execute the run to where it ends or is stopped; how it stands then."""
        execute(self.process, UUID(run.rsplit("/", 1)[1]))
        return dict(self.client.get(run).get_json())

    def forget(self) -> None:
        """What the process remembers of the registry: as if some seconds had passed."""
        self.process.prompts = PromptShelf(self._owner, self.process.settings)


def _system_prompt(messages: list[ModelMessage]) -> str:
    requests = [message for message in messages if isinstance(message, ModelRequest)]
    parts = [part.content for request in requests for part in request.parts if isinstance(part, SystemPromptPart)]
    return "\n".join([*parts, *(request.instructions or "" for request in requests)]).strip()
