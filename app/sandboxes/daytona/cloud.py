"""Daytona's REST API: https://www.daytona.io/docs, as of its API client 0.231 and toolbox client 0.226.

Machines are found by their names. They stop when nothing has happened in them for an hour, and are started
again by whoever needs them; a stopped one keeps its files. The network is closed, but for the package
registry where builds are allowed. An image needs Python 3.11 or newer as ``python3``, which the
default snapshot has.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from app.errors import NotFound
from app.sandboxes.remote.cloud import CallFailed, Found, State, Way
from app.sandboxes.remote.http import CloudHttp
from app.sandboxes.remote.marks import OWNER, labels, machine_name, sandbox_of
from app.sandboxes.remote.waiting import until
from app.settings import Settings

_IDLE_MINUTES = 60
_STARTS_WITHIN = 180.0
_STOPS_WITHIN = 60.0
_CALL_SECONDS = 60.0
_TRANSFER_SECONDS = 600.0
_PAGE = 100
_STOPPED = {"stopped", "archived", "paused"}
_GONE = {"destroyed", "destroying"}
_BROKEN = {"error", "build_failed"}


class DaytonaCloud:
    """See ``Cloud``."""

    name = "daytona"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = CloudHttp(settings.daytona_api_url, {"Authorization": f"Bearer {settings.daytona_api_key}"})

    def create(self, sandbox_id: UUID) -> None:
        if self._found(sandbox_id) is None:
            try:
                self._http.call("POST", "/sandbox", json=self._wanted(sandbox_id), seconds=_STARTS_WITHIN)
            except CallFailed as failure:
                if failure.status != 409:  # another was faster
                    raise
        self._until_started(sandbox_id)

    def machine(self, sandbox_id: UUID) -> "DaytonaMachine":
        found = self._found(sandbox_id)
        if found is None:
            raise NotFound("There is no such sandbox")
        return DaytonaMachine(self._http, found)

    def state(self, sandbox_id: UUID) -> State:
        found = self._found(sandbox_id)
        if found is None:
            return "gone"
        return "stopped" if found.get("state") in _STOPPED | {"stopping"} else "running"

    def wake(self, sandbox_id: UUID) -> None:
        self._until(sandbox_id, lambda state: state != "stopping", seconds=_STOPS_WITHIN, what="stopping")
        try:
            self._http.call("POST", f"{_path(sandbox_id)}/start", seconds=_STARTS_WITHIN)
        except CallFailed as failure:
            if failure.status not in {400, 409}:  # another has started it meanwhile
                raise
        self._until_started(sandbox_id)

    def halt(self, sandbox_id: UUID) -> None:
        self._http.call("POST", f"{_path(sandbox_id)}/stop", seconds=_CALL_SECONDS)
        self._until(sandbox_id, lambda state: state in _STOPPED, seconds=_STOPS_WITHIN, what="stopping")

    def delete(self, sandbox_id: UUID) -> None:
        try:
            self._http.call("DELETE", _path(sandbox_id), seconds=_CALL_SECONDS)
        except CallFailed as failure:
            if failure.status != 404 and self._found(sandbox_id) is not None:
                raise

    def machines(self) -> Sequence[Found]:
        query = {"labels": json.dumps(labels(self._settings)), "limit": str(_PAGE)}
        found: list[Found] = []
        while True:
            page = self._http.call("GET", "/sandbox", params=query)
            for item in page["items"]:
                sandbox_id = sandbox_of(item.get("name"))
                if sandbox_id is not None and item.get("state") not in _GONE:
                    found.append(Found(sandbox_id=sandbox_id, owner=(item.get("labels") or {}).get(OWNER, "")))
            if not page.get("nextCursor"):
                return found
            query["cursor"] = page["nextCursor"]

    def mark(self, sandbox_id: UUID, *, owner: str) -> None:
        wanted = {**labels(self._settings), OWNER: owner}
        self._http.call("PUT", f"{_path(sandbox_id)}/labels", json={"labels": wanted})

    def check(self) -> None:
        self._http.call("GET", "/sandbox", params={"limit": "1"})

    def _wanted(self, sandbox_id: UUID) -> Mapping[str, Any]:
        asked = {"snapshot": self._settings.daytona_snapshot, "target": self._settings.daytona_target}
        return {
            "name": machine_name(sandbox_id),
            "labels": labels(self._settings),
            "public": False,
            "autoStopInterval": _IDLE_MINUTES,
            **self._network(),
            **{name: value for name, value in asked.items() if value},
        }

    def _network(self) -> Mapping[str, Any]:
        host = urlsplit(self._settings.npm_registry).hostname
        if self._settings.code_build and host:
            return {"domainAllowList": host}
        return {"networkBlockAll": True}

    def _found(self, sandbox_id: UUID) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = self._http.call("GET", _path(sandbox_id))
        except CallFailed as failure:
            if failure.status == 404:
                return None
            raise
        return None if found.get("state") in _GONE else found

    def _until_started(self, sandbox_id: UUID) -> None:
        self._until(sandbox_id, lambda state: state == "started", seconds=_STARTS_WITHIN, what="starting")

    def _until(self, sandbox_id: UUID, is_so: Any, *, seconds: float, what: str) -> None:
        def arrived() -> bool:
            found = self._found(sandbox_id)
            if found is None:
                raise NotFound("There is no such sandbox")
            if found.get("state") in _BROKEN:
                raise CallFailed(f"{what} failed: {found.get('errorReason') or found['state']}")
            return bool(is_so(found.get("state")))

        until(arrived, seconds=seconds, what=what)


class DaytonaMachine:
    """See ``Machine``. Reached through its toolbox."""

    launches = False

    def __init__(self, http: CloudHttp, found: Mapping[str, Any]) -> None:
        self._http = http
        self._id = found["id"]
        self._toolbox = f"{found['toolboxProxyUrl'].rstrip('/')}/{self._id}"

    def execute(self, arguments: Sequence[str], *, seconds: float) -> str:
        asked = {"command": " ".join(arguments), "timeout": int(seconds)}
        url = f"{self._toolbox}/process/execute"
        answer = self._http.call("POST", url, again=False, json=asked, seconds=seconds + 10)
        return str(answer["result"])

    def launch(self, arguments: Sequence[str]) -> None:
        """Its sessions would label every line that a command prints, so they are of no use here."""

    def upload(self, path: str, content: bytes) -> None:
        self._http.call(
            "POST",
            f"{self._toolbox}/files/bulk-upload",
            data={"files[0].path": path},
            files={"files[0].file": (path, content)},
            seconds=_TRANSFER_SECONDS,
        )

    def download(self, path: str) -> AbstractContextManager[Iterator[bytes]]:
        return self._http.content(f"{self._toolbox}/files/download", params={"path": path}, seconds=_TRANSFER_SECONDS)

    def way_to(self, port: int) -> Way:
        found = self._http.call("GET", f"/sandbox/{self._id}/ports/{port}/preview-url")
        headers = {"X-Daytona-Preview-Token": found["token"], "X-Daytona-Skip-Preview-Warning": "true"}
        return Way(url=found["url"], headers=headers)


def _path(sandbox_id: UUID) -> str:
    return f"/sandbox/{machine_name(sandbox_id)}"
