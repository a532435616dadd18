"""The specialists one by one: what they are told, what they answer, and that what they saw makes a difference."""

import asyncio
from typing import Any

import pytest

from app.domain.executions_names import NAMES
from app.domain.prompts.built_in.bundled_texts import bundled_texts, family_of
from app.errors import NotFound
from tests.unit.agents.scripted_model import Script
from tests.unit.agents.specification.projects import CLINIC, TOOLS
from tests.unit.agents.specification.teamwork import named, written
from workers.agents.specification.catalogue import SPECIALISTS, STANCES, specialist_named, writer_of
from workers.agents.specification.outputs.requirements import CompiledRequirement, CompiledRequirements
from workers.agents.specification.specialist import work
from workers.language_models.briefs import parse_brief, task_of
