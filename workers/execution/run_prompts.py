"""The prompts of one run: chosen when its agent first asks for one, the same for all of its attempts.

All prompts of an agent are chosen at once, in one read, and the choice is handed to the event writer before
the first word that comes of it: whatever anybody has seen of a run was said under prompts that its next
attempt knows. In a rollout by weight the session decides, so that its runs speak with one voice.
"""

import asyncio
from collections.abc import Mapping
from uuid import UUID

import structlog

from app.domain.prompts.agent_prompts import ServedVersion, chosen
from app.domain.prompts.built_in.bundled_texts import bundled_texts, family_of
from app.domain.prompts.rendering import check_variables, render
from app.engine.event_log import Entry, NewEvent
from app.engine.run_claims import ClaimedRun, note_choices_write
from app.errors import AgentFailed, MissingVariables, NotFound
from workers.agents.agent import Prompt
from workers.execution.worker_process import WorkerProcess
from workers.language_models.providers import can_call

_KEY = "prompt:{slug}"
_log = structlog.get_logger(__name__)


class RunPrompts:
    """The prompts of one attempt of one run."""

    def __init__(self, process: WorkerProcess, run: ClaimedRun) -> None:
        self._process = process
        self._run = run
        self._noted = dict(run.choices or {})
        self._noted_before = frozenset(self._noted)
        self._warned: set[str] = set()
        self._versions: dict[str, ServedVersion | None] = {}

    async def prompt(self, slug: str, variables: Mapping[str, str]) -> Prompt:
        """What the run's model is to be told under ``slug``; see :class:`workers.agents.agent.StepContext`."""
        if slug not in self._versions:
            self._versions |= await self._chosen(slug)
        version = self._versions[slug]
        if version is None:
            return bundled_prompt(slug, variables)
        return Prompt(
            slug=slug,
            text=_filled(version.system_prompt, variables, f"{slug}, version {version.number},"),
            version_id=version.id,
            project_id=version.project_id,
            model=self._model_of(version),
            temperature=version.own_temperature,
        )

    def _model_of(self, version: ServedVersion) -> str | None:
        """The version's model, if it can be called here; else its run is told once that it goes on without."""
        name = version.named_model
        if name is None or can_call(name, self._process.settings):
            return name
        if version.slug not in self._warned and not self._run.input.get("modelId"):
            self._warned.add(version.slug)
            self._warn(version, name)
        return None

    def _warn(self, version: ServedVersion, model: str) -> None:
        _log.warning("prompt_model_unavailable", run_id=str(self._run.id), slug=version.slug, model=model)
        if _KEY.format(slug=version.slug) in self._noted_before:
            return  # by the attempt that chose the version
        told = (
            f"The prompt {version.slug}, version {version.number}, names the model {model[:80]}, which cannot be"
            " called here; the agent's own is used."
        )
        data = {"warning": "model_unavailable", "message": told, "model": model, "prompt": version.slug}
        self._process.events.add(self._run.fence, [NewEvent.of("warning", data)])

    async def _chosen(self, slug: str) -> Mapping[str, ServedVersion | None]:
        if _KEY.format(slug=slug) not in self._noted:
            return await self._choose(slug)
        noted = self._noted[_KEY.format(slug=slug)]
        if noted is None:
            return {slug: None}
        version = await asyncio.to_thread(self._process.prompts.version, UUID(noted))
        return {slug: version} if version is not None else await self._choose(slug)

    async def _choose(self, slug: str) -> Mapping[str, ServedVersion | None]:
        run = self._run
        offered = await asyncio.to_thread(self._process.prompts.offered, tenant_id=run.tenant_id, slugs=family_of(slug))
        versions = {name: chosen(found, key=str(run.session_id)) for name, found in offered.items()}
        choices = {_KEY.format(slug=name): version and str(version.id) for name, version in versions.items()}
        # Nobody waits for it: it stands in the writer's queue before all that this attempt will say.
        self._process.events.commit(Entry(run.fence, (), [note_choices_write(run_id=run.id, choices=choices)]))
        self._noted |= choices
        return versions


def bundled_prompt(slug: str, variables: Mapping[str, str]) -> Prompt:
    """The prompt as it comes with this release, which is nobody's version.

    Raises:
        NotFound: none does under this slug.
        AgentFailed: a placeholder has neither a value nor a default.
    """
    text = bundled_texts().get(slug)
    if text is None:
        raise NotFound(f"There is no prompt with the slug {slug}")
    return Prompt(slug=slug, text=_filled(text, variables, slug), version_id=None, project_id=None)


def _filled(text: str, variables: Mapping[str, str], name: str) -> str:
    try:
        check_variables([text], variables)
    except MissingVariables as error:
        raise AgentFailed(
            f"The prompt {name} needs values that its agent does not give", details=error.details
        ) from None
    return render(text, variables)
