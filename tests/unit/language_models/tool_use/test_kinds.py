"""What a request is about: the thing to be made, whatever it describes or reads."""

import pytest

from workers.language_models.offline.tool_use.kinds import Kind, kind_of


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        ("Write a README.md that describes the script", Kind.DOCUMENT),
        ("Write documentation for the program", Kind.DOCUMENT),
        ("Create a Python script that writes a report", Kind.CREATE),
        ("Create a function that reads notes", Kind.CREATE),
        ("Write a short guide about our command-line tool", Kind.DOCUMENT),
    ],
)
def test_the_thing_itself_decides(request_: str, kind: Kind) -> None:
    assert kind_of(request_) is kind
