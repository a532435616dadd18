"""Which preview shows what: the built app before the design's screens before a static page of the app."""

from collections.abc import Mapping

from app.sandboxes.names import MAIN_PORT
from app.sandboxes.records import Site
from workers.agents.code.app_spec import FOLDER
from workers.agents.code.building import OUT

APP_PORT = 3003
_APP = Site(folder=OUT, label="app")
_PAGE = Site(folder=f"{FOLDER}/preview", label="app-preview")
_DESIGN_PORT = 3001


def sites(present: Mapping[int, Site], *, exported: bool) -> dict[int, Site]:
    """What changes. ``exported`` says whether there is a built app, of this run or of an earlier one."""
    if exported:
        return {MAIN_PORT: _APP, APP_PORT: _APP}
    return {MAIN_PORT: present.get(_DESIGN_PORT, _PAGE), APP_PORT: _PAGE}


def told(shown: Mapping[int, Site]) -> str:
    """What the main preview shows, in words."""
    words = {"app": "the built app", "design": "the design's screens"}
    return words.get(shown[MAIN_PORT].label, "a static page of the app's first route")
