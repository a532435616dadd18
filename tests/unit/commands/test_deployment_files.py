"""docker-compose.yml, the Procfile and the Makefile, as far as they can be checked without a container engine."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import declared

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OF_IMAGES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}


def test_compose_has_every_part() -> None:
    assert set(SERVICES) == {"postgres", "valkey", "migrate", "web", "worker", "housekeeper", "previews", "flower"}


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_lasting_service_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["web", "worker", "housekeeper", "previews", "flower"])
def test_nothing_starts_before_the_schema_is_there(name: str) -> None:
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_secret_is_required_and_none_has_a_default(name: str) -> None:
    text = yaml.safe_dump(SERVICES[name].get("environment", {}))
    for variable, operator, default in re.findall(r"\$\{(\w+)(:?[-?])([^}]*)\}", text):
        if re.search(r"PASSWORD$|^PRODUCTOS_API_KEY$|SECRET", variable):
            assert operator == ":?"
        elif variable.endswith("_KEY"):
            assert default == ""


@pytest.mark.parametrize("name", SERVICES)
def test_databases_publish_no_port_and_the_rest_only_on_loopback(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    assert not (name in {"postgres", "valkey"} and ports)
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", SERVICES)
def test_every_variable_that_a_service_gets_is_a_declared_setting(name: str) -> None:
    known = {variable for variable, _, _ in declared()} | OF_IMAGES
    assert set(SERVICES[name].get("environment", {})) <= known


def test_strangers_make_no_projects_in_the_production_layout() -> None:
    assert SERVICES["web"]["environment"]["BATON_OPEN_SIGNUP"] == "${BATON_OPEN_SIGNUP:-off}"


def test_the_image_runs_as_nobody_special_from_the_hash_pinned_lock() -> None:
    dockerfile = SERVICES["web"]["build"]["dockerfile_inline"]
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER baton$", dockerfile, re.MULTILINE)


def test_the_procfile_has_every_process() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    names = [line.partition(":")[0] for line in lines]
    assert names == ["release", "web", "worker", "housekeeper", "previews", "flower"]


def test_whoever_reaches_sandboxes_shares_one_folder_of_workspaces() -> None:
    for name in ("web", "worker", "housekeeper", "previews"):
        volumes = dict(volume.split(":") for volume in SERVICES[name]["volumes"])
        assert volumes["workspaces"] == SERVICES[name]["environment"]["BATON_WORKSPACES_DIR"]
    assert not any("volumes" in SERVICES[name] for name in ("migrate", "flower"))
    assert "workspaces" in COMPOSE["volumes"]


def test_addresses_that_workers_give_out_are_those_that_previews_answer() -> None:
    environments = [SERVICES[name]["environment"] for name in ("worker", "previews", "web")]
    assert len({environment["BATON_PREVIEW_URL"] for environment in environments}) == 1


def test_make_help_names_every_target() -> None:
    help_text = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "up", "test", "bench", "soak", "help", "test-model", "migrate", "lint"):
        assert f"make {target} " in help_text


def test_the_lock_pins_hashes_and_names_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in lock
    assert "://" not in lock
