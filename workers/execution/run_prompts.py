"""The prompts of one run: chosen when its agent first asks for one, the same for all of its attempts.

All prompts of an agent are chosen at once, in one read, and the choice is handed to the event writer before
the first word that comes of it: whatever anybody has seen of a run was said under prompts that its next
attempt knows. In a rollout by weight the session decides, so that its runs speak with one voice.
"""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from app.domain.prompts.agent_prompts import ServedVersion, chosen
from app.domain.prompts.built_in.bundled_texts import bundled_texts, family_of
from app.domain.prompts.rendering import check_variables, render
from app.engine.event_log import Entry
from app.engine.run_claims import ClaimedRun, note_choices_write
from app.errors import AgentFailed, MissingVariables, NotFound
from workers.agents.agent import Prompt
from workers.execution.worker_process import WorkerProcess

_KEY = "prompt:{slug}"


class RunPrompts:
    """The prompts of one attempt of one run."""

    def __init__(self, process: WorkerProcess, run: ClaimedRun) -> None:
        self._process = process
        self._run = run
        self._noted = dict(run.choices or {})
        self._versions: dict[str, ServedVersion | None] = {}

    async def prompt(self, slug: str, variables: Mapping[str, str]) -> Prompt:
        """What the run's model is to be told under ``slug``; see :class:`workers.agents.agent.StepContext`."""
        if slug not in self._versions:
            self._versions |= await self._chosen(slug)
        version = self._versions[slug]
        if version is not None:
            where = f"{slug}, version {version.number},"
            said = _filled(version.system_prompt, variables, where)
            return Prompt(slug=slug, text=said, version_id=version.id, project_id=version.project_id)
        return bundled_prompt(slug, variables)

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
