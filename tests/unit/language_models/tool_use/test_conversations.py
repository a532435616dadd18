"""Conversations over several turns: what was made before is what the next words speak of."""

from pathlib import Path

from tests.unit.language_models.tool_use.workplace import OPENCOMPUTER, PTC, Workplace


def test_a_script_is_written_then_run_then_given_error_handling(tmp_path: Path) -> None:
    place = Workplace(tmp_path)

    place.ask("Create a Python script that prints Hello World")
    assert place.called() == ["write_file"]
    assert place.calls[0][1]["path"] == "/workspace/hello.py"
    assert place.run("hello.py") == "Hello World"

    shown = place.ask("Now run the script and show me the output")
    assert place.called() == ["run_python"]
    assert "Hello World" in shown

    told = place.ask("Now add error handling to that script")
    assert "edit_file" in place.called()
    assert "except Exception as error" in place.text("hello.py")
    assert place.run("hello.py") == "Hello World"
    assert "error handling" in told


def test_the_same_conversation_with_the_other_tools(tmp_path: Path) -> None:
    place = Workplace(tmp_path, OPENCOMPUTER, "Work in /workspace/app.")
    place.ask("Create a Python script that prints Hello World")
    assert place.names() == ["app/hello.py"]
    assert "Hello World" in place.ask("Now run the script and show me the output")
    place.ask("Now add error handling to that script")
    assert "try:" in place.text("app/hello.py")
    assert place.run("app/hello.py") == "Hello World"
