"""`baton routes`: every URL that the API answers."""

import click

from app.settings import settings


@click.command("routes")
def command() -> None:
    """Print every route with its methods."""
    from app.api.factory import create_app  # noqa: PLC0415 (loads the whole API, which `baton -h` need not do)

    for rule in sorted(create_app(settings()).url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        click.echo(f"{methods:<10} {rule.rule:<60} {rule.endpoint}")
