"""One ``page.tsx`` for each route: which component is alive on it, and which content it shows."""

from collections.abc import Mapping

from workers.agents.code.app_spec import AppPage, AppSpec, PageKind
from workers.agents.code.routes import component_of, module_of

_LIVE: Mapping[PageKind, tuple[str, str]] = {
    "dashboard": ("Dashboard", "@/components/workspace/dashboard"),
    "list": ("Workspace", "@/components/workspace/workspace"),
    "form": ("NewEntry", "@/components/workspace/new-entry"),
    "settings": ("SettingsPanel", "@/components/workspace/settings-panel"),
    "about": ("FeatureList", "@/components/feature-list"),
    "changes": ("ChangeList", "@/components/change-list"),
}
_SHELL = ("Shell", "@/components/shell/shell")
_SECTIONS = ("SectionList", "@/components/sections/section-list")


def route_files(spec: AppSpec) -> Mapping[str, str]:
    """Path in the app → content."""
    return {f"app/{page.path}/page.tsx" if page.path else "app/page.tsx": _source(page) for page in spec.pages}


def _source(page: AppPage) -> str:
    live = _LIVE.get(page.kind)
    used = [_SHELL, *([live] if live else []), *([_SECTIONS] if page.sections else [])]
    lines = [
        'import type { Metadata } from "next";',
        "",
        *(f'import {{ {name} }} from "{path}";' for name, path in sorted(used, key=lambda component: component[1])),
        f'import {{ page }} from "@/content/pages/{module_of(page)}";',
        "",
        _metadata(page),
        "",
        f"export default function {component_of(page)}() {{",
        "  return (",
        "    <Shell page={page}>",
        *([f"      <{live[0]} />"] if live else []),
        *(["      <SectionList page={page} />"] if page.sections else []),
        "    </Shell>",
        "  );",
        "}",
        "",
    ]
    return "\n".join(lines)


def _metadata(page: AppPage) -> str:
    title = "page.title" if page.path else "{ absolute: page.title }"
    return f"export const metadata: Metadata = {{ title: {title}, description: page.description }};"
