"""One pure writer per output type, chosen by the shape that is asked for.

A new output type needs its shape in ``shapes`` and a writer here: a function from a ``Reading`` to it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import (
    AppEdit,
    AppPlan,
    BiasCheck,
    Brand,
    BrandDirection,
    ComponentGuidance,
    ConversationSummary,
    Delivery,
    DiscoveryNotes,
    Framing,
    IdeaBrief,
    Opportunities,
    Requirements,
    Screen,
    ScreenPlan,
    Synthesis,
    TaskAnswer,
    Validation,
)
from workers.language_models.offline.writers.apps.edit import app_edit
from workers.language_models.offline.writers.apps.plan import app_plan
from workers.language_models.offline.writers.bias_check import bias_check
from workers.language_models.offline.writers.brand_direction import brand_direction
from workers.language_models.offline.writers.component_guidance import component_guidance
from workers.language_models.offline.writers.conversation_summary import conversation_summary
from workers.language_models.offline.writers.delivery import delivery
from workers.language_models.offline.writers.discovery.notes import discovery_notes
from workers.language_models.offline.writers.discovery.reply import discovery_reply
from workers.language_models.offline.writers.framing import framing
from workers.language_models.offline.writers.idea_brief import idea_brief
from workers.language_models.offline.writers.opportunities import opportunities
from workers.language_models.offline.writers.reply import reply
from workers.language_models.offline.writers.requirements import requirements
from workers.language_models.offline.writers.screens.brand import brand
from workers.language_models.offline.writers.screens.plan import screen_plan
from workers.language_models.offline.writers.screens.screen import screen
from workers.language_models.offline.writers.specification.register import SPECIFICATION_WRITERS
from workers.language_models.offline.writers.synthesis import synthesis
from workers.language_models.offline.writers.task_answer import task_answer
from workers.language_models.offline.writers.unwritten import NoWriter
from workers.language_models.offline.writers.validation import validation

WRITERS: Mapping[type, Callable[[Reading], Mapping[str, Any]]] = {
    IdeaBrief: idea_brief,
    Synthesis: synthesis,
    Opportunities: opportunities,
    Validation: validation,
    BiasCheck: bias_check,
    Framing: framing,
    Requirements: requirements,
    Delivery: delivery,
    Brand: brand,
    ScreenPlan: screen_plan,
    Screen: screen,
    BrandDirection: brand_direction,
    ComponentGuidance: component_guidance,
    AppPlan: app_plan,
    AppEdit: app_edit,
    ConversationSummary: conversation_summary,
    **SPECIFICATION_WRITERS,
    TaskAnswer: task_answer,
    DiscoveryNotes: discovery_notes,
}


def written_as(schema: Mapping[str, Any], reading: Reading) -> str:
    """The value that a JSON schema asks for, as JSON.

    Raises:
        NoWriter: no output type has the schema's fields.
    """
    asked = set(schema.get("properties", ()))
    for shape, writer in WRITERS.items():
        if asked == set(shape.__annotations__):
            return json.dumps(writer(reading), ensure_ascii=False)
    raise NoWriter(asked)


def written_freely(reading: Reading) -> str:
    """Free text: a reply to the user about the idea, or in a talk that finds things out."""
    return discovery_reply(reading) if isinstance(reading.material.get("discovery"), Mapping) else reply(reading)
