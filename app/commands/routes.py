"""`baton routes`: every URL that the API answers."""

import click

from app.local_services import local_services
from app.settings import settings


@click.command("routes")
def command() -> None:
    """Print every route with its methods."""
    from app.api.factory import create_app  # noqa: PLC0415 (loads the whole API, which `baton -h` need not do)

    with local_services(settings()) as found:
        rules = list(create_app(found).url_map.iter_rules())
    for rule in sorted(rules, key=lambda rule: rule.rule):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        click.echo(f"{methods:<10} {rule.rule:<60} {rule.endpoint}")
