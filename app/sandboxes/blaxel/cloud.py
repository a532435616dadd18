"""Blaxel's REST API: https://docs.blaxel.ai, in version 2026-04-28, and the API inside its sandboxes as of SDK 0.4.24.

Machines are found by their names. They sleep by themselves when nobody calls them and wake at the next
call, with all that ran in them; so there is nothing to stop, and a command says that it wants to stay
awake. Previews reach programs that listen on all addresses. The network is closed, but for the package
registry where builds are allowed. An image needs Python 3.11 or newer as ``python3`` besides Blaxel's
own API.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from app.errors import NotFound
from app.sandboxes.remote.cloud import CallFailed, Found, State, Way
from app.sandboxes.remote.http import CloudHttp
from app.sandboxes.remote.marks import INSTALLATION, OWNER, labels, machine_name, sandbox_of
from app.sandboxes.remote.waiting import until
from app.settings import Settings

_VERSION = "2026-04-28"
_STARTS_WITHIN = 180.0
_TRANSFER_SECONDS = 600.0
_PREVIEW_LASTS = timedelta(hours=25)
"""Longer than any program that serves."""
_PAGE = 100
_PART = 5 * 1024 * 1024
"""More is sent in parts of this size."""
_GONE = {"TERMINATED", "DELETING"}
_BROKEN = {"FAILED", "DEACTIVATED"}
_NOWHERE = "none.invalid"
"""The only domain that machines reach without a registry: a list without any would allow all."""


class BlaxelCloud:
    """See ``Cloud``."""

    name = "blaxel"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        headers = {
            "X-Blaxel-Authorization": f"Bearer {settings.blaxel_api_key}",
            "X-Blaxel-Workspace": settings.blaxel_workspace,
            "Blaxel-Version": _VERSION,
        }
        self._http = CloudHttp(settings.blaxel_api_url, headers)

    def create(self, sandbox_id: UUID) -> None:
        if self._found(sandbox_id) is None:
            query = {"createIfNotExist": "true"}
            body = self._wanted(sandbox_id)
            self._http.call("POST", "/sandboxes", params=query, json=body, seconds=_STARTS_WITHIN)
        self.wake(sandbox_id)

    def machine(self, sandbox_id: UUID) -> "BlaxelMachine":
        found = self._found(sandbox_id)
        if found is None:
            raise NotFound("There is no such sandbox")
        return BlaxelMachine(self._http, found["metadata"])

    def state(self, sandbox_id: UUID) -> State:
        return "gone" if self._found(sandbox_id) is None else "running"

    def wake(self, sandbox_id: UUID) -> None:
        def is_there() -> bool:
            found = self._found(sandbox_id)
            if found is None:
                raise NotFound("There is no such sandbox")
            if found.get("status") in _BROKEN:
                raise CallFailed(f"the sandbox is {found['status']}")
            return found.get("status") == "DEPLOYED" and bool(found["metadata"].get("url"))

        until(is_there, seconds=_STARTS_WITHIN, what="starting")

    def halt(self, sandbox_id: UUID) -> None:
        """It sleeps by itself."""

    def delete(self, sandbox_id: UUID) -> None:
        try:
            self._http.call("DELETE", _path(sandbox_id))
        except CallFailed as failure:
            if failure.status != 404 and self._found(sandbox_id) is not None:
                raise

    def machines(self) -> Sequence[Found]:
        query = {"limit": str(_PAGE)}
        found: list[Found] = []
        while True:
            page = self._http.call("GET", "/sandboxes", params=query)
            found += filter(None, map(self._ours, page["data"]))
            meta = page.get("meta") or {}
            if not meta.get("hasMore") or not meta.get("nextCursor"):
                return found
            query["cursor"] = meta["nextCursor"]

    def mark(self, sandbox_id: UUID, *, owner: str) -> None:
        found = self._found(sandbox_id)
        if found is not None:
            metadata = {**found["metadata"], "labels": {**found["metadata"].get("labels", {}), OWNER: owner}}
            self._http.call("PUT", _path(sandbox_id), json={**found, "metadata": metadata})

    def check(self) -> None:
        self._http.call("GET", "/sandboxes", params={"limit": "1"})

    def _wanted(self, sandbox_id: UUID) -> Mapping[str, Any]:
        settings = self._settings
        region = {"region": settings.blaxel_region} if settings.blaxel_region else {}
        return {
            "metadata": {"name": machine_name(sandbox_id), "labels": labels(settings)},
            "spec": {
                "runtime": {"image": settings.blaxel_image, "memory": settings.blaxel_memory},
                "network": {"proxy": {"allowedDomains": [self._domain()]}, "firewall": {"rulesets": ["proxy"]}},
                **region,
            },
        }

    def _domain(self) -> str:
        host = urlsplit(self._settings.npm_registry).hostname
        return host if self._settings.code_build and host else _NOWHERE

    def _ours(self, item: Mapping[str, Any]) -> Found | None:
        metadata = item.get("metadata") or {}
        borne = metadata.get("labels") or {}
        sandbox_id = sandbox_of(metadata.get("name"))
        ours = borne.get(INSTALLATION) == labels(self._settings)[INSTALLATION]
        if sandbox_id is None or not ours or item.get("status") in _GONE:
            return None
        return Found(sandbox_id=sandbox_id, owner=borne.get(OWNER, ""))

    def _found(self, sandbox_id: UUID) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = self._http.call("GET", _path(sandbox_id))
        except CallFailed as failure:
            if failure.status == 404:
                return None
            raise
        return None if found.get("status") in _GONE else found


class BlaxelMachine:
    """See ``Machine``. It has an address of its own."""

    launches = True

    def __init__(self, http: CloudHttp, metadata: Mapping[str, Any]) -> None:
        self._http = http
        self._previews = f"/sandboxes/{metadata['name']}/previews"
        self._url = str(metadata["url"]).rstrip("/")

    def execute(self, arguments: Sequence[str], *, seconds: float) -> str:
        asked = {"command": " ".join(arguments), "waitForCompletion": True, "timeout": int(seconds)}
        answer = self._http.call("POST", f"{self._url}/process", again=False, json=asked, seconds=seconds + 10)
        return str(answer.get("logs") or answer.get("stdout") or "")

    def launch(self, arguments: Sequence[str]) -> None:
        """Awake for as long as it lasts, and without a limit of the cloud's: it has its own."""
        asked = {"command": " ".join(arguments), "waitForCompletion": False, "keepAlive": True, "timeout": 0}
        self._http.call("POST", f"{self._url}/process", again=False, json=asked)

    def upload(self, path: str, content: bytes) -> None:
        if len(content) > _PART:
            return self._upload_in_parts(path, content)
        self._http.call(
            "PUT",
            self._file(path),
            data={"permissions": "0644", "path": path},
            files={"file": ("file", content, "application/octet-stream")},
            seconds=_TRANSFER_SECONDS,
        )

    def download(self, path: str) -> AbstractContextManager[Iterator[bytes]]:
        return self._http.content(
            self._file(path), headers={"Accept": "application/octet-stream"}, seconds=_TRANSFER_SECONDS
        )

    def way_to(self, port: int) -> Way:
        """A private preview: the sandbox's own proxy for ports would hand our key on to the program."""
        preview = self._preview(port)
        expires = datetime.now(UTC) + _PREVIEW_LASTS
        asked = {"spec": {"expiresAt": expires.isoformat(timespec="seconds")}}
        token = self._http.call("POST", f"{self._previews}/{preview['metadata']['name']}/tokens", json=asked)
        return Way(url=preview["spec"]["url"], headers={"X-Blaxel-Preview-Token": token["spec"]["token"]})

    def _preview(self, port: int) -> Mapping[str, Any]:
        name = f"port-{port}"
        asked = {"metadata": {"name": name}, "spec": {"port": port, "public": False}}
        try:
            made: Mapping[str, Any] = self._http.call("POST", self._previews, json=asked)
        except CallFailed as failure:
            if failure.status != 409:  # made before
                raise
            made = self._http.call("GET", f"{self._previews}/{name}")
        return made

    def _upload_in_parts(self, path: str, content: bytes) -> None:
        begin = f"{self._url}/filesystem-multipart/initiate/{quote(path)}"
        upload = f"{self._url}/filesystem-multipart/{self._http.call('POST', begin, json={})['uploadId']}"
        parts = []
        for number, start in enumerate(range(0, len(content), _PART), start=1):
            answer = self._http.call(
                "PUT",
                f"{upload}/part",
                params={"partNumber": str(number)},
                files={"file": ("part", content[start : start + _PART], "application/octet-stream")},
                seconds=_TRANSFER_SECONDS,
            )
            parts.append({"partNumber": number, "etag": answer["etag"]})
        self._http.call("POST", f"{upload}/complete", again=False, json={"parts": parts}, seconds=_TRANSFER_SECONDS)

    def _file(self, path: str) -> str:
        """The API takes what follows its slash as the path, so that an absolute one begins with another."""
        return f"{self._url}/filesystem/{quote(path)}"


def _path(sandbox_id: UUID) -> str:
    return f"/sandboxes/{machine_name(sandbox_id)}"
