"""A site with a desk of three members, in a place of its own; and what members do at the real server."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from bs4 import BeautifulSoup

from resources.assertions import decoded
from resources.desk.database import engine
from resources.desk.sessions import COOKIE
from resources.editions import Shelf
from resources.listing import Country
from resources.proofs import Trust
from resources.settings import Settings
from tests.conftest import ROOT
from tests.desk.offices import GB, KE, NEW_NUMBER, change, opened, submit
from tests.desk.signing import BEN, KEYS, RELYING, Signer


@dataclass(frozen=True)
class Place:
    """A site, and the settings that say where it is."""

    settings: Settings
    environment: dict[str, str]
    backup: Path
    proposal: str
    """A change of the example listing that its author has signed, and nobody else yet."""

    @property
    def database(self) -> Path:
        return self.settings.instance / "desk.db"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program, and give what it said."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True)

    def desk(self, *words: str) -> None:
        """Run a command of the desk that ends well."""
        self.run("desk", *words).check_returncode()

    def restored_elsewhere(self, name: str = "restored") -> str:
        """Back the site up, restore it in an empty place beside it, and give what that said."""
        beside = self.backup.parent / name
        self.desk("backup", str(beside.with_suffix(".tar.gz")))
        environment = self.environment | {"NOTALONE_INSTANCE": str(beside), "DATABASE_URL": ""}
        other = replace(self, environment=environment)
        return other.run("desk", "restore", str(beside.with_suffix(".tar.gz"))).stdout

    def shows_the_change(self) -> bool:
        """Tell whether visitors see what the proposal changes, as a node of its own does."""
        shelf = Shelf(self.settings.editions, Trust(KEYS.fingerprint))
        listings = shelf.part(shelf.newest().edition, "GB").listings
        return any(one.phones == NEW_NUMBER.phones for one in listings)


def made(
    folder: Path,
    instance: Path | None = None,
    database: str = "",
    countries: Sequence[Country] = (GB, KE),
) -> Place:
    """Make a site with three members, and a backup of it."""
    listings = folder / "listings"  # as good as none: the services are made up
    listings.mkdir()
    shutil.copy(ROOT / "resources/listings/AQ.yaml", listings)
    settings = Settings(instance or folder / "instance", listings, gallery=False, database=database)
    rows = engine(settings.database_url)
    office = opened(rows, settings.instance, countries)
    proposal = submit(office, change(office)).id
    rows.dispose()
    environment = {
        "NOTALONE_INSTANCE": str(settings.instance),
        "NOTALONE_LISTINGS": str(listings),
        "NOTALONE_FIRST_KEY": KEYS.fingerprint,
        "NOTALONE_DESK_ORIGIN": RELYING.origin,
        "DATABASE_URL": database,
        "PATH": str(Path(sys.executable).parent),
    }
    found = Place(settings, environment, folder / "backup", proposal)
    found.desk("backup", str(found.backup))
    return found


def sign_in(client: httpx.Client, who: Signer = BEN) -> httpx.Response:
    """Answer the page's passkey form as a member does who is not there yet, and keep the cookie as over TLS."""
    client.headers.pop("Cookie", None)
    form = page(client.get("/desk/sign-in/")).select_one("form[data-passkey]")
    answer = who.key.answer(decoded(json.loads(form["data-options"])["challenge"]))
    answered = client.post("/desk/sign-in/", data={"credential": json.dumps(answer)})
    client.headers["Cookie"] = f"{COOKIE}={answered.cookies[COOKIE]}"
    return client.get("/desk/")


def page(answer: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def headings(answer: httpx.Response) -> list[str]:
    return [one.text for one in page(answer).find_all("h1")]


@dataclass(frozen=True)
class Form:
    """A form that a member has open: to send it again sends the same."""

    action: str
    fields: dict[str, str]

    def send(self, client: httpx.Client) -> httpx.Response:
        return client.post(self.action, data=self.fields)


def approval(client: httpx.Client, place: Place, who: Signer = BEN) -> Form:
    """Open the page of the proposal, and sign what it shows; it is not sent yet."""
    form = page(client.get(f"/desk/proposals/{place.proposal}/")).select_one("form[data-passkey]")
    answer = who.key.answer(decoded(json.loads(form["data-options"])["challenge"]))
    csrf = form.select_one("input[name=csrf]")["value"]
    return Form(form["action"], {"csrf": csrf, "credential": json.dumps(answer)})
