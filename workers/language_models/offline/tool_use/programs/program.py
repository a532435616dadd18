"""A program as its parts, and its source in the one form that all of them have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent, indent


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What a block makes: functions and the lines of ``main()``."""

    name: str
    """The file's name without suffix, when the request gives none."""
    does: str
    """What it does, in the third person: "prints Hello World"."""
    main: str
    functions: Sequence[str] = ()
    imports: Sequence[str] = ()
    needs: Sequence[str] = ()
    """Files that it reads."""
    samples: Sequence[tuple[str, str]] = ()
    """Example files that it is written with, when there is nothing else to read."""
    note: str = ""
    """What the user should know of it."""

    @property
    def source(self) -> str:
        parts = [f'"""{_sentence(self.does)}"""']
        if self.imports:
            parts.append("\n".join(sorted(self.imports, key=_import_order)))
        body = indent(dedent(self.main).strip("\n"), "    ")
        blocks = [*(dedent(function).strip("\n") for function in self.functions), f"def main() -> None:\n{body}"]
        head = "\n\n".join(parts)
        return "\n\n\n".join([head, *blocks, 'if __name__ == "__main__":\n    main()']) + "\n"


def named(text: str) -> str:
    """A text as the stem of a file name."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:40].strip("_") or "script"


def _sentence(does: str) -> str:
    text = " ".join(does.replace("\\", "/").replace('"', "'").split())
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."[:110]


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line
