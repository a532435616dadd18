"""Installing and building in a sandbox whose programs are played: what is run, what is told, what failures lead to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from app.errors import SandboxRefused
from app.sandboxes.contract import Command, CommandResult
from app.sandboxes.profiles import NODE_BUILD
from tests.unit.agents.apps import HABITS, coding, files, folder, statuses
from tests.unit.agents.runner import Run
from workers.execution.step_sandbox import OnLine, OpenSandbox

Results: TypeAlias = Mapping[tuple[str, ...], CommandResult | SandboxRefused]
"""By the first two words of a command; what is not there ends well."""

INSTALL = ("npm", "install")
BUILD = ("npm", "run")


class Programs:
    """Stands in for programs: what each does to the app's folder, and how it ends."""

    def __init__(self, workspaces: Path, results: Results) -> None:
        self.commands: list[Command] = []
        self._workspaces = workspaces
        self._results = results

    async def run(self, _: OpenSandbox, command: Command, *, on_line: OnLine | None = None) -> CommandResult:
        self.commands.append(command)
        kind = tuple(command.arguments[:2])
        result = self._results.get(kind) or ended(0)
        if isinstance(result, Exception):
            raise result
        for line in result.output.splitlines():
            if on_line:
                await on_line(line)
        if result.succeeded:
            made = "node_modules/next/package.json" if kind == INSTALL else "out/index.html"
            path = folder(self._workspaces) / made
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("made")
        return result

    @property
    def run_so_far(self) -> list[str]:
        return [command.arguments[1] for command in self.commands]


def ended(code: int | None, *, how: Any = "exited", output: str = "") -> CommandResult:
    return CommandResult(ended=how, exit_code=code, output=output, seconds=1.0)


def built(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    results: Results | None = None,
    session: Mapping[str, Any] | None = None,
) -> tuple[Run, Programs]:
    programs = Programs(place, results or {})

    async def run(sandbox: OpenSandbox, command: Command, *, on_line: OnLine | None = None) -> CommandResult:
        return await programs.run(sandbox, command, on_line=on_line)

    monkeypatch.setattr(OpenSandbox, "run", run)
    return coding(place, session or {"idea": HABITS}, build=True).finish(), programs


def final(run: Run) -> dict[str, Any]:
    return run.data_of("code_complete")[0]


def test_packages_are_installed_without_their_scripts_and_the_app_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, programs = built(tmp_path, monkeypatch)
    assert programs.run_so_far == ["install", "run"]
    assert "--ignore-scripts" in programs.commands[0].arguments
    assert {command.profile for command in programs.commands} == {NODE_BUILD}
    assert {command.folder for command in programs.commands} == {"app"}
    assert final(run)["build"] == {"ok": True, "message": "The app is built"}
    assert {site.folder for site in run.recorded[1]["sites"].values()} == {"app/out"}


def test_what_is_installed_whole_is_not_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = built(tmp_path, monkeypatch)
    _, programs = built(tmp_path, monkeypatch, session=first.session)
    assert programs.run_so_far == ["run"]


def test_an_installation_that_was_cut_off_begins_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: Results = {INSTALL: ended(None, how="stopped")}
    first, _ = built(tmp_path, monkeypatch, stopped)
    half = folder(tmp_path) / "node_modules/react/package.json"
    half.parent.mkdir(parents=True)
    half.write_text("{}")
    _, programs = built(tmp_path, monkeypatch, session=first.session)
    assert programs.run_so_far == ["install", "run"]
    assert not half.exists()


def test_a_failing_build_is_told_and_the_static_page_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = "\x1b[31m✗ Build failed\x1b[0m\n./app/page.tsx:3:1\nType error: x\n"
    run, _ = built(tmp_path, monkeypatch, {BUILD: ended(1, output=output)})
    assert final(run)["build"] == {
        "ok": False,
        "message": "npm run build ended with 1",
        "lines": ["✗ Build failed", "./app/page.tsx:3:1", "Type error: x"],
    }
    assert statuses(run)[-2] == "The build failed: npm run build ended with 1"
    assert {site.folder for site in run.recorded[1]["sites"].values()} == {"app/preview"}
    assert "Type error: x" in files(tmp_path)["build.log"]


def test_a_build_that_goes_well_later_takes_the_failure_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = built(tmp_path, monkeypatch, {BUILD: ended(1, output="Type error: x")})
    run, _ = built(tmp_path, monkeypatch, session=first.session)
    assert final(run)["build"]["ok"]
    assert not (folder(tmp_path) / "build.log").exists()


@pytest.mark.parametrize(
    ("how", "told"), [("time", "took too long"), ("memory", "too much memory"), ("disk", "too much room")]
)
def test_limits_are_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, told: str) -> None:
    run, _ = built(tmp_path, monkeypatch, {INSTALL: ended(None, how=how)})
    assert told in final(run)["build"]["message"]


def test_where_programs_cannot_be_confined_the_run_still_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = built(tmp_path, monkeypatch, {INSTALL: SandboxRefused("No namespaces here")})
    assert final(run)["build"] == {"ok": False, "message": "No namespaces here", "lines": []}
    assert run.types[-1] == "done"


def test_output_is_told_in_few_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = built(tmp_path, monkeypatch, {BUILD: ended(0, output="error: again\n" * 5_000)})
    assert len(run.data_of("status")) < 60
