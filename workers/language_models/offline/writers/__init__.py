"""One pure writer per output type, chosen by the shape that is asked for.

A new output type needs a writer here: a function from a ``Reading`` to a value of that type.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from workers.agents.ideation.outputs import IdeaBrief
from workers.agents.prd.outputs import Delivery, Framing, Requirements
from workers.agents.research.outputs import BiasCheck, Opportunities, Synthesis, Validation
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.writers.bias_check import bias_check
from workers.language_models.offline.writers.delivery import delivery
from workers.language_models.offline.writers.framing import framing
from workers.language_models.offline.writers.idea_brief import idea_brief
from workers.language_models.offline.writers.opportunities import opportunities
from workers.language_models.offline.writers.reply import reply
from workers.language_models.offline.writers.requirements import requirements
from workers.language_models.offline.writers.synthesis import synthesis
from workers.language_models.offline.writers.unwritten import NoWriter
from workers.language_models.offline.writers.validation import validation

WRITERS: Mapping[type[BaseModel], Callable[[Reading], BaseModel]] = {
    IdeaBrief: idea_brief,
    Synthesis: synthesis,
    Opportunities: opportunities,
    Validation: validation,
    BiasCheck: bias_check,
    Framing: framing,
    Requirements: requirements,
    Delivery: delivery,
}


def written_as(schema: Mapping[str, Any], reading: Reading) -> str:
    """The value that a JSON schema asks for, as JSON.

    Raises:
        NoWriter: no output type has the schema's fields.
    """
    asked = set(schema.get("properties", ()))
    for output_type, writer in WRITERS.items():
        if asked == set(output_type.model_fields):
            return json.dumps(writer(reading).model_dump(mode="json"), ensure_ascii=False)
    raise NoWriter(asked)


def written_freely(reading: Reading) -> str:
    """Free text: a reply to the user about the idea."""
    return reply(reading)
