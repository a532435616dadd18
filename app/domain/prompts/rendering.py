"""Filling in a prompt's placeholders: ``{{name}}``, or ``{{name|text}}`` with a default.

Plain substitution and nothing else. There are no expressions, so a template cannot do anything; values
are not looked through for placeholders, so a value cannot either. What is not spelt like a placeholder
stays as it is, and nothing is escaped: prompts are not HTML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.errors import MissingVariables, TextTooLong

LONGEST_RENDERING = 1024 * 1024
"""Characters of one rendered text."""

# Possessive throughout: no input makes it try twice.
_PLACEHOLDER = re.compile(r"\{\{\s*+([A-Za-z_][A-Za-z0-9_.-]{0,63}+)\s*+(?:\|([^{}]*+))?\}\}")


def placeholders(template: str) -> Iterator[tuple[str, str | None]]:
    """Each placeholder as (name, default), in order, repeated ones too."""
    for found in _PLACEHOLDER.finditer(template):
        yield found[1], found[2]


def check_variables(templates: Sequence[str], variables: Mapping[str, str]) -> None:
    """Refuse to render ``templates`` without a value for each placeholder that has no default.

    Raises:
        MissingVariables: with all that are missing in its details, in order of appearance.
    """
    wanted = [name for template in templates for name, default in placeholders(template) if default is None]
    missing = [name for name in dict.fromkeys(wanted) if name not in variables]
    if missing:
        raise MissingVariables(f"Missing variables: {', '.join(missing)}", details={"missing": missing})


def render(template: str, variables: Mapping[str, str]) -> str:
    """``template`` with its placeholders filled in; one without a value and a default becomes empty.

    Raises:
        TextTooLong: it would have more than :data:`LONGEST_RENDERING` characters.
    """
    length, pieces, end = 0, [], 0
    for found in _PLACEHOLDER.finditer(template):
        value = variables.get(found[1], found[2] or "")
        pieces += [template[end : found.start()], value]
        length += found.start() - end + len(value)
        end = found.end()
        if length > LONGEST_RENDERING:
            break
    if length + len(template) - end > LONGEST_RENDERING:
        raise TextTooLong(f"The rendered text would have more than {LONGEST_RENDERING} characters")
    return "".join([*pieces, template[end:]])
