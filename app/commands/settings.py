"""`baton settings`: the table of settings as Markdown, for the README and for people."""

import click

from app.settings import declared


@click.command("settings")
def command() -> None:
    """Print every setting, its default and its meaning as a Markdown table."""
    click.echo(settings_table())


def settings_table() -> str:
    """The Markdown table, made from the declarations themselves."""
    rows = [f"| `{name}` | {_code(default)} | {_cell(meaning)} |" for name, default, meaning in declared()]
    return "\n".join(["| Variable | Default | Meaning |", "|---|---|---|", *rows])


def _code(text: str) -> str:
    return f"`{_cell(text)}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
