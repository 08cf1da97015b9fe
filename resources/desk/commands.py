"""What the desk's operators run: `flask --app app desk …`; the clock is read here and passed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup

from resources.desk import accounts, audit, wing
from resources.desk.database import transaction
from resources.errors import NotAloneError
from resources.roles import Role
from resources.settings import Settings

desk = AppGroup("desk", help="Look after the moderators' desk.")


@desk.command("invite")
@click.option("--first", is_flag=True, required=True, help="Invite the first member, who then invites the others.")
def invite(*, first: bool) -> None:  # noqa: ARG001 - the flag says that it is known what this does
    """Print a link that works once, for the first administrator."""
    settings = _settings()
    with _explained(), transaction(wing.open_database(settings)) as session:
        token = accounts.invite(session, Role.ADMINISTRATOR, by=None, now=datetime.now(UTC))
    click.echo(f"{settings.desk_origin}/desk/join/{token}/")


@desk.command("verify-audit")
def verify_audit() -> None:
    """Read the whole chain of events; end with status 1 where it is broken."""
    with _explained(), transaction(wing.open_database(_settings())) as session:
        count = audit.verify(session)
    click.echo(f"{count} events, all as they were written")


@desk.command("migrate")
def migrate() -> None:
    """Bring the database up to date; the desk does so itself when it starts."""
    with _explained():
        wing.open_database(_settings())
    click.echo("The database is up to date.")


@contextmanager
def _explained() -> Iterator[None]:
    """End a command with status 1 and the error's own words, without a traceback."""
    try:
        yield
    except (NotAloneError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
