"""The agents that can be enqueued, by name: all that the API and the queue ever know of an agent.

The name is the Celery task's name as well, which is how Flower shows it. What stands behind a name is
in ``workers.agents.catalogue``; a test holds the two lists together.
"""

IDEATION = "productos.ideation"
RESEARCH = "productos.research"
PRD = "productos.prd"
DESIGN_SYSTEM = "productos.design-system"
DESIGN = "productos.design"
CODE = "productos.code"
OPENCOMPUTER = "opencomputer.agent"
CHAT = "ptc.chat"
SUBAGENT = "ptc.subagent"
SUMMARIZE = "ptc.summarize"
EXECUTION = "praetor.execution"
COMPILER = "praetor.compiler"
TASK = "praetor.task"
SPECIFICATION = "praetor.specification"
DISCOVERY = "praetor.discovery"
DISCOVERY_RESEARCH = "praetor.discovery-research"

AGENT_NAMES: frozenset[str] = frozenset(
    {
        IDEATION,
        RESEARCH,
        PRD,
        DESIGN_SYSTEM,
        DESIGN,
        CODE,
        OPENCOMPUTER,
        CHAT,
        SUBAGENT,
        SUMMARIZE,
        EXECUTION,
        COMPILER,
        TASK,
        SPECIFICATION,
        DISCOVERY,
        DISCOVERY_RESEARCH,
    }
)
