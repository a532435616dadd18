"""A double of Daytona: its API and its toolbox, as far as we call them."""

import json
from dataclasses import replace
from typing import Any

from app.sandboxes.contract import SandboxProvider
from app.sandboxes.daytona.cloud import DaytonaCloud
from app.sandboxes.remote.provider import RemoteProvider
from app.settings import Settings
from tests.integration.sandboxes.doubles.machines import Calls, Machine, Machines, Refused, Web

KEY = "dtn_a-key"
PAGE = 2
"""Whatever is asked for, so that there are several pages."""


class DaytonaCalls(Calls):
    def answer(self, method: str, path: str, query: dict[str, str]) -> Any:
        if self.headers.get("authorization") != f"Bearer {KEY}":
            raise Refused(401, "Invalid credentials")
        kind, *words = path.strip("/").split("/")
        if kind == "toolbox":
            return self.toolbox(self.machine(words[0]), f"{method} /{'/'.join(words[1:])}", query)
        match method, words:
            case "GET", []:
                return self.page(query)
            case "POST", []:
                return self.shown(self.created())
        machine = self.machine(words[0])
        match method, words[1:]:
            case "DELETE", []:
                self.server.machines.delete(machine)
            case "POST", ["start"]:
                self.server.machines.start(machine)
            case "POST", ["stop"]:
                self.server.machines.stop(machine)
            case "PUT", ["labels"]:
                machine.labels = self.json()["labels"]
            case "GET", ["ports", port, "preview-url"]:
                preview = self.server.machines.preview(machine, int(port), "x-daytona-preview-token")
                return {"sandboxId": machine.id, "url": preview.url, "token": preview.token}
        return self.shown(machine)

    def created(self) -> Machine:
        asked = self.json()
        assert asked["networkBlockAll"] or asked["domainAllowList"]
        if asked["name"] in self.server.machines.held:
            raise Refused(409, "Sandbox with this name already exists")
        return self.server.machines.create(asked["name"], asked["labels"])

    def page(self, query: dict[str, str]) -> Any:
        wanted = json.loads(query.get("labels", "{}")).items()
        found = [each for each in self.server.machines.held.values() if wanted <= each.labels.items()]
        start = int(query.get("cursor", 0))
        following = str(start + PAGE) if start + PAGE < len(found) else None
        return {"items": [self.shown(each) for each in found[start : start + PAGE]], "nextCursor": following}

    def machine(self, word: str) -> Machine:
        for machine in self.server.machines.held.values():
            if word in {machine.id, machine.name}:
                return machine
        raise Refused(404, f"Sandbox with ID or name {word} not found")

    def shown(self, machine: Machine) -> Any:
        return {
            "id": machine.id,
            "name": machine.name,
            "labels": machine.labels,
            "state": "started" if machine.running else "stopped",
            "toolboxProxyUrl": f"{self.server.url}/toolbox",
        }

    def toolbox(self, machine: Machine, call: str, query: dict[str, str]) -> Any:
        if machine.running is None:
            raise Refused(400, "Sandbox is not running")
        match call:
            case "POST /process/execute":
                done = machine.execute(self.json()["command"], wait=True)
                return {"exitCode": done["exit"], "result": done["output"]}
            case "POST /files/bulk-upload":
                form = self.form()
                machine.call("PUT", f"/file?path={form['files[0].path'].decode()}", form["files[0].file"])
                return {}
            case "GET /files/download":
                return machine.call("GET", f"/file?path={query['path']}")
        raise Refused(404)


def daytona(settings: Settings) -> tuple[SandboxProvider, Web]:
    """The provider at a double of its own."""
    web = Web(DaytonaCalls, Machines(settings))
    chosen = replace(settings, sandbox_provider="daytona", daytona_api_key=KEY, daytona_api_url=web.url)
    return RemoteProvider(DaytonaCloud(chosen), chosen), web
