"""The `baton` command. Each subcommand is a file of `app.commands`, imported only when it is asked for."""

import importlib
import sys

import click

from app.errors import BatonError
from app.settings import SettingsError

COMMANDS = (
    "up",
    "demo",
    "migrate",
    "check",
    "settings",
    "keys",
    "users",
    "prompts",
    "routes",
    "worker",
    "previews",
    "flower",
)


class Commands(click.Group):
    """Finds the command called NAME as `app.commands.NAME.command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"app.commands.{cmd_name}").command
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def baton() -> None:
    """Queue agent runs, stream them, replay them and keep them inside a budget.

    Every setting is an environment variable; `baton settings` lists them.
    """


def main() -> None:
    """Run the command line. A problem that the caller can solve is one message and status 1, no traceback."""
    try:
        baton(prog_name="baton")
    except SettingsError as error:
        sys.exit(f"The settings are not right:\n{error}")
    except BatonError as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main()
