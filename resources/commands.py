"""What operators run: `flask --app app publish`, `editions …`, `listings …`; the clock is read here and passed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from resources import publish, seeds
from resources.editions import Shelf
from resources.errors import DamagedEditionError, NotAloneError
from resources.manifests import Edition
from resources.settings import Settings
from resources.terms import Status

editions = AppGroup("editions", help="Look at the published editions.")
listings = AppGroup("listings", help="Look at the listing files.")


def register(app: Flask) -> None:
    """Give an application its commands."""
    for command in (publish_listings, editions, listings):
        app.cli.add_command(command)


@click.command("publish")
@with_appcontext
def publish_listings() -> None:
    """Publish an edition of the listing files; the same facts make no new one."""
    with _explained():
        edition = publish.bootstrap(_settings().listings, _shelf(), now=datetime.now(UTC))
    click.echo(_summary(edition))


@editions.command("list")
def list_editions() -> None:
    """Print every edition, oldest first: number, time, digest, or what is wrong with it."""
    shelf = _shelf()
    for number in shelf.numbers():
        click.echo(_line(shelf, number))


@editions.command("show")
@click.argument("number", type=int, required=False)
def show_edition(number: int | None) -> None:
    """Print what an edition holds, country by country; without a number, the one that is served."""
    shelf = _shelf()
    with _explained():
        edition = shelf.newest().edition if number is None else shelf.read(number)
    click.echo(_summary(edition))
    for code, part in sorted(edition.parts.items()):
        waiting = part.candidates + part.emergency_candidates
        click.echo(f"{code}  {part.listings:3} listings  {part.emergency} emergency numbers  {waiting:3} waiting")


@editions.command("verify")
@click.option("--signatures", is_flag=True, help="Prove each change of members too, back to the first key.")
def verify_editions(*, signatures: bool) -> None:
    """Read every edition and every part; end with status 1 where one is damaged, missing or not proven."""
    shelf = _shelf()
    if faults := shelf.verify(signatures=signatures):
        raise click.ClickException("\n".join(map(str, faults)))
    click.echo(f"{len(shelf.numbers())} editions, all whole{' and proven' if signatures else ''}")


@editions.command("diff")
@click.argument("old", type=int)
@click.argument("new", type=int)
def diff_editions(old: int, new: int) -> None:
    """Print what changed for visitors between two editions, a fact a line."""
    shelf = _shelf()
    with _explained():
        differences = shelf.diff(shelf.read(old), shelf.read(new))
    for difference in differences:
        click.echo(str(difference))


@listings.command("check")
def check_listings() -> None:
    """Read all listing files; print every fault, or how much they hold."""
    with _explained():
        countries = seeds.load(_settings().listings)
        seeds.require_sealed(_settings().listings, countries)
    listings = [listing.status for country in countries for listing in country.listings]
    emergency = [number.status for country in countries for number in country.emergency]
    listed, dialled = listings.count(Status.LISTED), emergency.count(Status.LISTED)
    click.echo(_counts(len(countries), listed, dialled, [*listings, *emergency].count(Status.CANDIDATE)))


@listings.command("tidy")
def tidy_listings() -> None:
    """Bring all listing files and their schema into the one style; print which changed."""
    with _explained():
        changed = seeds.tidy(_settings().listings)
    click.echo("\n".join(changed) or "Every file is in the one style.")


@contextmanager
def _explained() -> Iterator[None]:
    """End a command with status 1 and the error's own words, without a traceback."""
    try:
        yield
    except NotAloneError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        remedy = "what stood before stands; see that the disk can be written and has room, then run this again"
        raise click.ClickException(f"{error}; {remedy}") from error


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _shelf() -> Shelf:
    settings = _settings()
    return publish.shelf_of(settings.editions, settings.listings, settings.first_key)


def _line(shelf: Shelf, number: int) -> str:
    try:
        edition = shelf.read(number)
    except DamagedEditionError as error:
        return f"{number:6}  damaged: {error.reason}"
    return f"{number:6}  {edition.made_at:%Y-%m-%dT%H:%M:%SZ}  {edition.sha256}"


def _summary(edition: Edition) -> str:
    parts = edition.parts.values()
    counts = _counts(
        len(parts),
        sum(part.listings for part in parts),
        sum(part.emergency for part in parts),
        sum(part.candidates + part.emergency_candidates for part in parts),
    )
    return f"edition {edition.number}, made {edition.made_at:%Y-%m-%dT%H:%M:%SZ}: {counts}\nsha256 {edition.sha256}"


def _counts(countries: int, listings: int, emergency: int, waiting: int) -> str:
    return (
        f"{countries} countries and territories, {listings} listings, {emergency} emergency numbers; "
        f"{waiting} waiting for a moderator"
    )
