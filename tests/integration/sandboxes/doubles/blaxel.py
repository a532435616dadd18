"""A double of Blaxel: its API and that of its sandboxes, as far as we call them."""

import hashlib
from dataclasses import replace
from typing import Any

from app.sandboxes.blaxel.cloud import BlaxelCloud
from app.sandboxes.contract import SandboxProvider
from app.sandboxes.remote.provider import RemoteProvider
from app.settings import Settings
from tests.integration.sandboxes.doubles.machines import Calls, Machine, Machines, Preview, Refused, Web

KEY = "bl_a-key"
WORKSPACE = "ours"
MOST_OUTPUT = 64 * 1024
PAGE = 2
"""Whatever is asked for, so that there are several pages."""


class Account(Machines):
    """What Blaxel keeps besides machines."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.ports: dict[tuple[str, str], Preview] = {}
        self.uploads: dict[str, tuple[str, dict[int, bytes]]] = {}


class BlaxelCalls(Calls):
    def answer(self, method: str, path: str, query: dict[str, str]) -> Any:
        told = self.headers.get("x-blaxel-authorization"), self.headers.get("x-blaxel-workspace")
        if told != (f"Bearer {KEY}", WORKSPACE):
            raise Refused(403, "Forbidden")
        kind, *words = path.lstrip("/").split("/")
        if kind == "run":
            return self.inside(self.machine(words[0]), method, "/".join(words[1:]), query)
        if not words:
            return self.page(query) if method == "GET" else self.created()
        machine = self.machine(words[0])
        if words[1:2] == ["previews"]:
            return self.previews(machine, method, words[2:])
        if method == "DELETE":
            self.account.delete(machine)
        if method == "PUT":
            machine.labels = self.json()["metadata"]["labels"]
        return self.shown(machine)

    def created(self) -> Any:
        metadata = self.json()["metadata"]
        assert self.json()["spec"]["network"]["proxy"]["allowedDomains"]
        return self.shown(self.account.create(metadata["name"], metadata["labels"]))

    @property
    def account(self) -> Account:
        assert isinstance(self.server.machines, Account)
        return self.server.machines

    def page(self, query: dict[str, str]) -> Any:
        found = [self.shown(each) for each in self.account.held.values()]
        start = int(query.get("cursor", 0))
        more = start + PAGE < len(found)
        return {
            "data": found[start : start + PAGE],
            "meta": {"hasMore": more, "nextCursor": str(start + PAGE) if more else ""},
        }

    def machine(self, word: str) -> Machine:
        if word not in self.account.held:
            raise Refused(404, "Sandbox not found")
        return self.account.held[word]

    def shown(self, machine: Machine) -> Any:
        url = f"{self.server.url}/run/{machine.name}"
        return {"metadata": {"name": machine.name, "labels": machine.labels, "url": url}, "status": "DEPLOYED"}

    def previews(self, machine: Machine, method: str, words: list[str]) -> Any:
        match method, words:
            case "POST", [name, "tokens"]:
                return {"spec": {"token": self.account.ports[machine.name, name].token, **self.json()["spec"]}}
            case "GET", [name]:
                return self.preview(machine, name)
        asked = self.json()
        key = machine.name, asked["metadata"]["name"]
        if key in self.account.ports:
            raise Refused(409, "Preview already exists")
        assert asked["spec"]["public"] is False
        self.account.ports[key] = self.account.preview(machine, asked["spec"]["port"], "x-blaxel-preview-token")
        return self.preview(machine, key[1])

    def preview(self, machine: Machine, name: str) -> Any:
        return {"metadata": {"name": name}, "spec": {"url": self.account.ports[machine.name, name].url}}

    def inside(self, machine: Machine, method: str, path: str, query: dict[str, str]) -> Any:
        kind, _, rest = path.partition("/")
        match method, kind:
            case "POST", "process":
                asked = self.json()
                done = machine.execute(asked["command"], wait=asked["waitForCompletion"])
                return {
                    "status": "completed",
                    "exitCode": done.get("exit"),
                    "logs": done.get("output", "")[-MOST_OUTPUT:],
                }
            case "PUT", "filesystem":
                form = self.form()
                assert len(form["file"]) <= 5 * 1024 * 1024
                machine.call("PUT", f"/file?path={rest}", form["file"])
                return {"path": rest}
            case "GET", "filesystem":
                return machine.call("GET", f"/file?path={rest}")
            case _, "filesystem-multipart":
                return self.upload(machine, rest, query)
        raise Refused(404)

    def upload(self, machine: Machine, path: str, query: dict[str, str]) -> Any:
        word, _, rest = path.partition("/")
        if word == "initiate":
            upload = str(len(self.account.uploads))
            self.account.uploads[upload] = rest, {}
            return {"uploadId": upload, "path": rest}
        target, parts = self.account.uploads[word]
        if rest == "part":
            parts[int(query["partNumber"])] = content = self.form()["file"]
            return {"etag": hashlib.md5(content).hexdigest(), "partNumber": int(query["partNumber"])}
        wanted = [part["partNumber"] for part in self.json()["parts"]]
        machine.call("PUT", f"/file?path={target}", b"".join(parts[number] for number in wanted))
        return {"path": target}


def blaxel(settings: Settings) -> tuple[SandboxProvider, Web]:
    """The provider at a double of its own."""
    web = Web(BlaxelCalls, Account(settings))
    chosen = replace(
        settings,
        sandbox_provider="blaxel",
        blaxel_api_key=KEY,
        blaxel_workspace=WORKSPACE,
        blaxel_api_url=f"{web.url}",
    )
    return RemoteProvider(BlaxelCloud(chosen), chosen), web
