"""Discovery chat's research without outside sources: what the user said is all that it finds."""

from types import MappingProxyType

from app.engine.agent_names import DISCOVERY_RESEARCH
from app.settings import Settings, read_settings
from workers.agents.discovery.research import DiscoveryResearchAgent


def no_sources() -> Settings:
    return read_settings({"RESEARCH_SOURCES": ""})


AGENTS = MappingProxyType({DISCOVERY_RESEARCH: DiscoveryResearchAgent(read_settings=no_sources)})
