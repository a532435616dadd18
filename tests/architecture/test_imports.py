"""What may be loaded where: seen in fresh processes, since an import is also what its packages drag in."""

import re
import subprocess
import sys
from functools import cache

import grimp
import pytest

from tests.architecture.sources import ROOT

WEB = ("flask", "werkzeug", "marshmallow", "flask_smorest", "flask_sse", "gunicorn")


def loaded_by(statement: str) -> set[str]:
    """The modules that are loaded once ``statement`` has run in a new process."""
    program = f"import sys; before = set(sys.modules); {statement}; print('\\n'.join(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("app", "workers", cache_dir=None)


def test_no_part_of_a_worker_loads_a_web_framework() -> None:
    loaded = loaded_by("import workers.run_tasks, workers.celery_app, workers.housekeeper")

    assert not loaded & set(WEB)
    assert not {name for name in loaded if name.startswith("app.api")}


def test_the_api_loads_no_agent() -> None:
    loaded = loaded_by("import app.api.factory")

    assert not {name for name in loaded if name.split(".")[0] in {"workers", "pydantic_ai", "openai", "anthropic"}}


@pytest.mark.parametrize("package", ["app", "workers"])
def test_importing_a_package_imports_nothing_else(package: str) -> None:
    assert loaded_by(f"import {package}") == {package}


def test_no_two_files_import_each_other_in_a_circle() -> None:
    imports = {name: graph().find_modules_directly_imported_by(name) for name in graph().modules}

    assert _circle(imports) is None


def test_every_file_is_imported_by_another_or_started_by_its_name() -> None:
    """What nobody imports and nobody starts is dead."""
    started = {
        "app.__main__",
        "app.wsgi",
        "app.api.gunicorn_conf",
        "app.die_with_parent",
        "workers.celery_app",
        "workers.housekeeper",
        "app.domain.specifications.packs.mcp_server",  # goes into packs as it is, and is started by who unpacks one
    }
    by_name = re.compile(r"app\.commands\.\w+|.*\.models")
    alone = {
        name
        for name in graph().modules - started
        if not graph().find_modules_that_directly_import(name) and not graph().find_children(name)
    }

    assert {name for name in alone if not by_name.fullmatch(name)} == set()


def _circle(imports: dict[str, set[str]]) -> list[str] | None:
    """The first circle of imports found, as a path; None if there is none."""
    finished: set[str] = set()

    def visit(name: str, path: list[str]) -> list[str] | None:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in finished:
            return None
        for imported in sorted(imports[name]):
            if (found := visit(imported, [*path, name])) is not None:
                return found
        finished.add(name)
        return None

    for name in sorted(imports):
        if (found := visit(name, [])) is not None:
            return found
    return None
