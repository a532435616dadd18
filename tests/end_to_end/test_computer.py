"""OpenComputer's journey on a real stack: two messages, a cut connection, a page that works, and the end."""

import pytest

from app.demo.computer_client import ComputerClient
from app.demo.computer_journey import follow
from app.demo.screen import Screen
from app.domain.accounts.key_texts import OPENCOMPUTER
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from tests.support.stack import Stack

PROMPT = "Build a todo app with Next.js and Tailwind"


@pytest.fixture
def computer(stack: Stack) -> ComputerClient:
    with transaction(stack.engine) as connection:
        key = create_key(connection, owner="Ada", family=OPENCOMPUTER).text
    return ComputerClient(stack.url, key)


def test_a_prompt_becomes_a_page_that_a_message_changes_and_the_end_takes_away(computer: ComputerClient) -> None:
    shown: list[str] = []

    with computer:
        follow(computer, PROMPT, Screen(shown.append))

    text = "".join(shown)
    for line in ("project: Build a todo app (static)", "connection cut", "(My week, ", "byte for byte"):
        assert line in text
