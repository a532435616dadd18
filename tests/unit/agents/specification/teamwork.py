"""Specialists at work on the offline model, each on inputs of the test's choice."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from workers.agents.specification.catalogue import specialist_named
from workers.agents.specification.specialist import work
from workers.language_models.offline.model import OfflineModel

SECTION_WRITERS = (
    "conversation-agent",
    "requirements-compiler",
    "data-model-compiler",
    "architecture-compiler",
    "api-compiler",
    "workflow-compiler",
    "design-compiler",
    "test-compiler",
)


def written(name: str, material: Mapping[str, Any], task: str = "", /, **inputs: Any) -> dict[str, Any]:
    """What a specialist writes, as JSON. Names of inputs have underscores here."""
    seen = {key.replace("_", "-"): value for key, value in inputs.items()}
    working = work(
        specialist_named(name), model=OfflineModel(), material=material, inputs=seen, task=task, system="Be brief."
    )
    return asyncio.run(working).model_dump(mode="json")


def one_after_another(material: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """All section writers, each seeing the work of those before it."""
    outputs: dict[str, dict[str, Any]] = {}
    for name in SECTION_WRITERS:
        outputs[name] = written(name, material, **_spelt(outputs))
    return outputs


def each_alone(material: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """All section writers, none seeing another's work."""
    return {name: written(name, material) for name in SECTION_WRITERS}


def named(rows: Sequence[Mapping[str, Any]], key: str = "name") -> list[str]:
    return [row[key] for row in rows]


def _spelt(outputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("-", "_"): output for name, output in outputs.items()}
