"""Stacks of real processes that the tests share: the product as it is, and one whose agents do as a test tells them."""

from collections.abc import Iterator

import pytest

from tests.support.productos import ProductOS
from tests.support.stack import Stack, running_stack


@pytest.fixture(scope="session")
def told_stack() -> Iterator[Stack]:
    """A stack in which ideation, and the chat, do what their last message asks for; two processes of the API."""
    agents = "tests.support.words_agents,tests.support.chat_agents"
    with running_stack(workers=1, BATON_EXTRA_AGENTS=agents, BATON_API_PROCESSES="2") as running:
        yield running


@pytest.fixture
def productos(stack: Stack) -> Iterator[ProductOS]:
    """A client of the product with its own agents."""
    with stack.client() as client:
        yield ProductOS(client)


@pytest.fixture
def told(told_stack: Stack) -> Iterator[ProductOS]:
    """A client of the stack whose agents do as they are told."""
    with told_stack.client() as client:
        yield ProductOS(client)
