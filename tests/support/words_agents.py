"""ProductOS's names with test agents behind them, so that faults can strike them through the public API.

Each takes its parameters as JSON in the last message, e.g. {"words": 50, "steps": 3, "pause": 0.02}.
"""

from dataclasses import replace

from tests.support.agents import AGENTS as TEST_AGENTS

AGENTS = {
    **TEST_AGENTS,
    "productos.ideation": replace(TEST_AGENTS["test.words"], name="productos.ideation"),
    "productos.research": replace(TEST_AGENTS["test.rewinding"], name="productos.research"),
    "productos.prd": replace(TEST_AGENTS["test.calls"], name="productos.prd"),
}
