"""OpenComputer's agent on a real worker: skills, allowed tools, what the preview shows, an end that comes between."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.domain.computer_sessions.operations import Means, Wanted, end_session, open_session, send_message
from app.domain.computer_sessions.queries import get_session, story_of
from app.domain.computer_sessions.records import AgentConfig, SessionStory
from app.errors import NotFound
from app.sandboxes.contract import Sandbox
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.records import Site, previewed_sandbox, sandbox_of_session
from app.settings import Settings
from tests.integration.rig import NO_LIMITS, Rig
from tests.integration.workers.bench import Bench, ObservedProcess
from tests.support.chat_plots import Plot, said
from tests.support.stack import until
from workers.execution import step_context
from workers.execution.step_sandbox import OpenSandbox
from workers.execution.stop_reasons import Draining

PAGE = "<!doctype html><title>Todo</title>"


class Computer:
    """A session and the worker that its runs are executed by."""

    def __init__(self, bench: Bench, folder: Settings) -> None:
        self.bench, self.rig = bench, bench.rig
        self._provider = LocalProvider(folder)
        self._means = Means(
            queue=bench.rig.queue, live_channel=bench.rig.live_channel, limits=NO_LIMITS, provider="local"
        )
        self.id = UUID(int=0)

    def open(self, prompt: str, **config: Any) -> None:
        wanted = Wanted(tenant_id=self.rig.tenant_id, prompt=prompt, user_id="ada", config=AgentConfig(**config))
        with self.rig.transaction() as connection:
            self.id = open_session(connection, wanted=wanted, means=self._means, most=1_000)
        sandbox = self.told().session.sandbox
        assert sandbox is not None
        self.sandbox = sandbox

    def say(self, message: str) -> None:
        with self.rig.transaction() as connection:
            send_message(connection, session=self.told().session, message=message, means=self._means)

    def end(self) -> None:
        with self.rig.transaction() as connection:
            end_session(connection, session=self.told().session, means=self._means)

    def told(self) -> SessionStory:
        with self.rig.transaction() as connection:
            session = get_session(connection, tenant_id=self.rig.tenant_id, session_id=self.id)
            return story_of(connection, session=session)

    def site(self) -> Site:
        with self.rig.transaction() as connection:
            found = previewed_sandbox(connection, name=self.sandbox, days=1)
        assert found is not None
        return found.sites[3000]

    def file(self, path: str) -> str:
        return self._files().read(path).decode()

    def remove(self, path: str) -> None:
        self._files().remove(path)

    def _files(self) -> Sandbox:
        with self.rig.transaction() as connection:
            found = previewed_sandbox(connection, name=self.sandbox, days=1)
        assert found is not None
        return self._provider.open(found.id)

    def data_of(self, type_: str) -> list[dict[str, Any]]:
        return [json.loads(event.data) for event in self.rig.events(self.id) if event.type == type_]


@pytest.fixture(scope="module")
def folder(worker_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return replace(worker_settings, workspaces_dir=str(tmp_path_factory.mktemp("workspaces")))


@pytest.fixture(scope="module")
def chat_process(shared_rig: Rig, folder: Settings) -> Iterator[ObservedProcess]:
    made = ObservedProcess(folder)
    yield made
    made.close()


@pytest.fixture
def computer(rig: Rig, chat_process: ObservedProcess, folder: Settings) -> Iterator[Computer]:
    bench = Bench(rig, chat_process)
    yield Computer(bench, folder)
    bench.close()


def played(monkeypatch: pytest.MonkeyPatch, **turns: Sequence[Any]) -> Plot:
    plot = Plot(**turns)
    monkeypatch.setattr(step_context, "model_named", lambda _name, _settings: plot.model)
    return plot


def write(path: str, content: str = PAGE) -> tuple[str, Mapping[str, str]]:
    return "write", {"path": path, "content": content}


def test_a_prompt_and_a_message_behind_it_are_worked_on_in_turn(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = played(
        monkeypatch,
        build=[write("index.html"), ("glob", {"pattern": "*.html"}), "It is there."],
        now=[("edit", {"path": "/workspace/app/index.html", "old_string": "Todo", "new_string": "Week"}), "Changed."],
    )
    computer.open("build a todo app with Next.js", skills={"app/SKILL.md": "# Build"})
    computer.say("now another title")
    assert computer.told().session.framework == "nextjs"

    computer.bench.execute_queued()

    told = computer.told()
    assert [message.content.strip() for message in told.messages if message.role == "assistant"] == [
        "It is there.",
        "Changed.",
    ]
    assert said(plot.asked[-1]) == ["build a todo app with Next.js", "now another title"]
    assert [(artifact.path, artifact.summary) for artifact in told.artifacts] == [
        ("index.html", "Written, 1 line"),
        ("/workspace/app/index.html", "Edited, 1 line"),
    ]
    assert (told.status, told.session.framework) == ("ready", "static")
    assert computer.file("app/index.html") == PAGE.replace("Todo", "Week")
    assert computer.file("agent/app/SKILL.md") == "# Build"
    assert computer.site() == Site(folder="app", label="app")
    assert computer.data_of("ready") == [{"sandbox": computer.sandbox}]
    assert computer.data_of("configured") == [
        {
            "cwd": "/workspace/app",
            "allowedTools": ["bash", "read", "write", "edit", "glob", "grep"],
            "skills": ["/workspace/agent/app/SKILL.md"],
        }
    ]


def test_skills_are_put_once_and_again_where_they_are_missing(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    puts: list[set[str]] = []
    write_files = OpenSandbox.write

    async def putting(sandbox: OpenSandbox, files: Mapping[str, str | bytes]) -> None:
        await write_files(sandbox, files)
        puts.append(set(files))
        if len(puts) == 1:  # the worker is told to leave between the files and the commit
            computer.bench.stop(run.id, Draining())
            await asyncio.Event().wait()

    monkeypatch.setattr(OpenSandbox, "write", putting)
    played(monkeypatch, **{word: ["Read."] for word in ("first", "second", "third", "fourth")})
    both = {"agent/a/SKILL.md", "agent/.b/SKILL.md"}
    computer.open("first", skills={"a/SKILL.md": "# A", ".b/SKILL.md": "# B"})
    (run,) = computer.rig.rows("SELECT id FROM runs WHERE session_id = :id", id=computer.id)
    computer.bench.execute(run.id)
    assert puts == [both]
    assert computer.told().status == "running"

    computer.bench.execute_queued()
    assert puts == [both] * 2, "nothing was noted by the step that was broken off"

    computer.say("second")
    computer.bench.execute_queued()
    assert puts == [both] * 2

    computer.remove("agent/.b")
    computer.say("third")
    computer.bench.execute_queued()
    assert puts == [both] * 3
    assert (computer.file("agent/a/SKILL.md"), computer.file("agent/.b/SKILL.md")) == ("# A", "# B")

    computer.remove("agent")
    computer.say("fourth")
    computer.bench.execute_queued()
    assert puts == [both] * 4
    assert computer.told().status == "ready"
    assert len([message for message in computer.told().messages if message.role == "assistant"]) == 4


def test_what_is_not_allowed_is_neither_offered_nor_done(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    played(monkeypatch, build=[write("index.html"), ("bash", {"command": "echo hello"}), "I may not."])
    computer.open("build it", allowed_tools=("read", "glob"), cwd="/workspace")

    computer.bench.execute_queued()

    assert [(result["failed"], "not allowed" in result["result"]) for result in computer.data_of("tool_result")] == [
        (True, True),
        (True, True),
    ]
    assert computer.told().artifacts == []
    assert computer.site() == Site(folder="", label="app")


def test_what_is_built_goes_before_what_it_is_built_from(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    package = json.dumps({"scripts": {"dev": "vite"}, "dependencies": {"vue": "3"}, "devDependencies": {"vite": "7"}})
    played(
        monkeypatch,
        build=[[write("index.html"), write("package.json", package)], "Sources."],
        install=[write("node_modules/vue/index.js", ""), "Installed."],
        make=[write("dist/index.html"), "Built."],
    )
    sites = []
    computer.open("build it")
    for message in ("", "install it", "make it"):
        if message:
            computer.say(message)
        computer.bench.execute_queued()
        sites.append(computer.site())

    serve = ("npm", "run", "dev", "--", "--port", "3000")
    assert [(site.folder, site.command and tuple(site.command)) for site in sites] == [
        ("app", None),
        ("app", serve),
        ("app/dist", None),
    ]
    assert computer.told().session.framework == "vue"


def test_an_end_in_the_middle_is_the_last_that_is_heard_of_a_run(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    played(monkeypatch, build=[("bash", {"command": "sleep 60"}), "Never."])
    computer.open("build it")
    (run,) = computer.rig.rows("SELECT id FROM runs WHERE session_id = :id", id=computer.id)
    working = computer.bench.start(run.id)
    until(lambda: "assistant_message" in computer.rig.types(computer.id), what="the call")

    computer.end()
    working.result(60)

    types = computer.rig.types(computer.id)
    assert types[-3:] == ["cancelled", "done", "session_ended"]
    assert computer.told().status == "ended"
    assert computer.told().session.sandbox is None
    assert not computer.rig.rows("SELECT 1 FROM sandboxes WHERE session_id = :id", id=computer.id)
    with computer.rig.transaction() as connection, pytest.raises(NotFound):
        sandbox_of_session(
            connection, tenant_id=computer.rig.tenant_id, session_id=computer.id, label="sb", provider="local"
        )
