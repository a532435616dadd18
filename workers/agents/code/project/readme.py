"""The app's README. Texts of models and users stand in it as escaped plain text on lines of their own."""

import re

from workers.agents.code.app_spec import AppSpec
from workers.agents.plain_text import one_line

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:@])")
_LIMIT = 600


def readme(spec: AppSpec) -> str:
    """Markdown, ending with a line break."""
    parts = [
        f"# {_text(spec.name)}",
        _text(spec.tagline),
        _text(spec.summary),
        "## Run it",
        _COMMANDS,
        "## Pages",
        "\n".join(f"- `{page.href}` {_text(page.name)}" for page in spec.pages),
        f"## What is kept: {_text(spec.entity.plural)}",
        "\n".join(f"- {_text(field.label)} ({field.type})" for field in spec.entity.fields),
        "Entries are kept in the browser's localStorage. `/settings/` exports and deletes them.",
        "## Features",
        "\n".join(f"- {_text(feature.title)} ({feature.priority})" for feature in spec.features),
        "## How it is made",
        _HOW,
        _text(spec.note),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


_COMMANDS = """\
```sh
npm install
npm run dev        # http://localhost:3000
npm run build      # the static export, in out/
```"""

_HOW = """\
Next.js with the App Router as a static export, TypeScript in strict mode, plain CSS.

- `content/` is what the app says: the product, its pages, what is kept.
- `app/tokens.css` is how it looks: colours, type, space. `app/globals.css` uses nothing else.
- `components/sections/` draws content, `components/workspace/` is the part that works.
- `lib/` is the logic without any look: entries, summary, store.
- `baton-app.json` is what these files are generated from."""


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text, _LIMIT))
