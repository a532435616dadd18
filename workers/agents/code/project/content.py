"""What the app says, as the typed modules of its ``content`` folder."""

from collections.abc import Mapping
from typing import Any

from workers.agents.code.app_spec import AppEntity, AppPage, AppSpec
from workers.agents.code.project.literals import literal
from workers.agents.code.routes import href_of, module_of, shown_in_footer, shown_in_navigation
from workers.agents.pages.icons import icon_name, icon_paths
from workers.agents.pages.look import look_of
from workers.agents.pages.screen_markup import shell_of
from workers.agents.pages.sections import Action, Section

_PAGE_ICONS = {"dashboard": "chart", "list": "list", "settings": "sliders", "about": "spark", "changes": "flag"}


def content_files(spec: AppSpec) -> Mapping[str, str]:
    """Path in the app → content."""
    files = {
        "content/product.ts": _module("product", "Product", _product(spec)),
        "content/entity.ts": _module("entity", "Entity", _entity(spec.entity)),
        "content/changes.ts": _module("changes", "readonly Change[]", [one.model_dump() for one in spec.changes]),
        "lib/icon-paths.ts": f"export const ICON_PATHS = {literal(icon_paths())} as const;\n",
    }
    for page in spec.pages:
        files[f"content/pages/{module_of(page)}.ts"] = _module("page", "Page", _page(page, spec))
    return files


def _module(name: str, type_: str, value: Any) -> str:
    imported = type_.removeprefix("readonly ").removesuffix("[]")
    return f'import type {{ {imported} }} from "@/lib/content";\n\nexport const {name}: {type_} = {literal(value)};\n'


def _product(spec: AppSpec) -> dict[str, Any]:
    look = look_of(mood=spec.tokens.mood, seed=spec.seed)
    return {
        "name": spec.name,
        "initial": spec.name[:1].upper(),
        "tagline": spec.tagline,
        "summary": spec.summary,
        "theme": spec.theme,
        "language": spec.language,
        "storageKey": spec.key,
        "navigation": [
            {"label": page.name, "href": page.href, "icon": _page_icon(page)} for page in shown_in_navigation(spec)
        ],
        "footerLinks": [{"label": page.name, "href": page.href} for page in shown_in_footer(spec)],
        "workspaceHref": spec.page_of_kind("list").href,
        "features": [
            {**feature.model_dump(), "icon": icon_name(feature.title, place)}
            for place, feature in enumerate(spec.features)
        ],
        "footer": spec.footer,
        "look": {"hero": look.hero, "cards": look.cards, "backdrop": look.backdrop},
    }


def _entity(entity: AppEntity) -> dict[str, Any]:
    return {
        "singular": entity.singular,
        "plural": entity.plural,
        "rhythm": entity.rhythm,
        "doneLabel": entity.done_label,
        "openLabel": entity.open_label,
        "fields": [field.model_dump() for field in entity.fields],
        "examples": entity.examples,
    }


def _page(page: AppPage, spec: AppSpec) -> dict[str, Any]:
    return {
        "title": page.title,
        "description": page.description,
        "shell": shell_of(page.type),
        "type": page.type,
        "live": page.kind != "content",
        "sections": [_section(section, spec) for section in page.sections],
    }


def _section(section: Section, spec: AppSpec) -> dict[str, Any]:
    """A section as ``lib/content.ts`` has it: actions lead to addresses instead of screens, items have icons."""
    data = section.model_dump(mode="json")
    for name, value in section:
        if isinstance(value, Action):
            data[name] = _action(value, spec)
    for place, tier in enumerate(getattr(section, "tiers", ())):
        data["tiers"][place]["action"] = _action(tier.action, spec)
    if section.kind in ("features", "steps"):
        data["items"] = [{**item, "icon": icon_name(item["title"], n)} for n, item in enumerate(data["items"])]
    return data


def _action(action: Action, spec: AppSpec) -> dict[str, str]:
    return {"label": action.label, "href": href_of(action.target, spec)}


def _page_icon(page: AppPage) -> str:
    return _PAGE_ICONS.get(page.kind) or icon_name(page.name)
