"""What the desk's operators run: `flask --app app desk …`; the clock is read here and passed on."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from resources.desk import accounts, audit, backup, database, flags, reading, restore, watch, wing
from resources.desk.database import transaction
from resources.desk.watch import Report, World
from resources.errors import NotAloneError
from resources.roles import Role
from resources.settings import Settings

desk = AppGroup("desk", help="Look after the moderators' desk.")


@desk.command("invite")
@click.option("--first", is_flag=True, required=True, help="Invite the first member, who then invites the others.")
def invite(*, first: bool) -> None:  # noqa: ARG001 - the flag says that it is known what this does
    """Print a link that works once, for the first administrator."""
    settings = _settings()
    with _explained(), _opened(settings) as opened, transaction(opened) as session:
        token = accounts.invite(session, Role.ADMINISTRATOR, by=None, now=_now())
    click.echo(f"{settings.desk_origin}/desk/join/{token}/")


@desk.command("verify-audit")
def verify_audit() -> None:
    """Read the whole chain of events; end with status 1 where it is broken."""
    with _explained(), _opened(_settings()) as opened, transaction(opened) as session:
        count = audit.verify(session)
    click.echo(f"{count} events, all as they were written")


@desk.command("migrate")
def migrate() -> None:
    """Bring the database up to date; the desk does so itself when it starts."""
    with _explained(), _opened(_settings()):
        pass
    click.echo("The database is up to date.")


@desk.command("watch")
@click.option("--minutes", default=50, show_default=True, help="Begin no page after so long; the next run goes on.")
def watch_pages(*, minutes: int) -> None:
    """Look at every official page and link; what is wrong with one becomes a task. For a timer, once an hour."""
    settings = _settings()
    with _explained(), reading.client(settings.contact) as client:
        until = _now() + timedelta(minutes=minutes)
        world = World(client=client, clock=_now, pause=time.sleep, until=until)
        office = wing.open_office(settings)
        flags.take_in(office.engine, settings.flags)  # so that an alarm waits for nobody to open the list
        report = watch.run(office, world, _told)
    for outcome, count in sorted(report.outcomes.items()):
        click.echo(f"{count:6} {outcome}")
    click.echo(f"{report.looked} of {report.pages} pages; {report.tasks} new tasks, {report.hidden} links hidden")
    if report.pages and not report.looked:
        raise click.ClickException("no page answered, so nothing was kept; look whether this machine is on the network")


def _told(report: Report) -> None:
    """Say how far a run is, on a terminal alone: a timer's log wants only the end."""
    if sys.stderr.isatty():
        click.echo(f"\r{report.looked} of {report.pages} pages, {report.tasks} new tasks", nl=False, err=True)


def _now() -> datetime:
    return datetime.now(UTC)


FILE = click.Path(dir_okay=False, path_type=Path)


@desk.command("backup")
@click.argument("file", type=FILE)
def write_backup(file: Path) -> None:
    """Write all state of the site into one new FILE, while the site runs: database, editions, what visitors told."""
    settings = _settings()
    with _explained():
        count = backup.write(file, settings, database.engine(settings.database_url), now=_now())
    click.echo(
        f"{file}: {count} files and tables, whole. It holds who works at the desk: keep it where only you read it"
    )


@desk.command("restore")
@click.argument("file", type=FILE)
@click.option(
    "--replace",
    is_flag=True,
    help="Restore over what stands: its folder is set aside, rows in DATABASE_URL are overwritten.",
)
def restore_backup(file: Path, *, replace: bool) -> None:
    """Restore a backup into an empty place, after proving it; stop the site before."""
    with _explained():
        found = restore.restore(file, _settings(), replace=replace)
    click.echo(f"Restored: edition {found.edition}, proven; {found.events} events, all as they were written.")
    if found.aside:
        click.echo(f"What stood here before is in {found.aside}")


@contextmanager
def _explained() -> Iterator[None]:
    """End a command with status 1 and the error's own words, without a traceback."""
    try:
        yield
    except (NotAloneError, SQLAlchemyError, OSError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    """Open the database, brought up to date, and let its connections go at the end."""
    opened = wing.open_database(settings)
    try:
        yield opened
    finally:
        opened.dispose()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
