"""All files of an app, from its specification alone."""

import json
from collections.abc import Mapping

from workers.agents.code.app_spec import SPEC_FILE, AppSpec
from workers.agents.code.project.content import content_files
from workers.agents.code.project.readme import readme
from workers.agents.code.project.route_files import route_files
from workers.agents.code.project.template import template_files
from workers.agents.code.routes import slug
from workers.agents.pages.styles import page_css
from workers.agents.visual_identity.css import tokens_css


def app_files(spec: AppSpec) -> Mapping[str, str]:
    """Path in the app → content, the specification included, the static preview not."""
    return {
        **template_files(),
        **content_files(spec),
        **route_files(spec),
        "package.json": _package(spec),
        "app/tokens.css": tokens_css(spec.tokens),
        "app/screens.css": page_css(),
        "app/icon.svg": _icon(spec),
        "README.md": readme(spec),
        SPEC_FILE: spec.model_dump_json(indent=2) + "\n",
    }


def _package(spec: AppSpec) -> str:
    package = json.loads(template_files()["package.json"])
    package["name"] = f"{slug(spec.name)}-app".strip("-")  # never the name of a dependency
    return json.dumps(package, indent=2) + "\n"


def _icon(spec: AppSpec) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="8" fill="{spec.tokens.light.brand}"/>'
        f'<path d="M32 0v24a8 8 0 0 1-8 8H0z" fill="{spec.tokens.light.accent}"/></svg>\n'
    )
