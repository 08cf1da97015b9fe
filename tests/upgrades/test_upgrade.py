"""What an earlier version left is taken over whole: editions, events, members and their proposals."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from resources.demo.softkey import SoftKey
from resources.desk import audit, proposal_rows, restore, schema, vouching
from resources.desk.database import engine, transaction
from resources.desk.office import Office
from resources.desk.restore import Restored
from resources.editions import Shelf
from resources.proofs import Trust
from resources.settings import Settings
from tests.conftest import ROOT
from tests.desk.clients import desk
from tests.desk.offices import GB, KE, NEW_NUMBER, approve, shown
from tests.desk.signing import BEN, RELYING, Signer
from tests.desk.test_doors import signing_in

KEPT = sorted(path.parent.name for path in Path(__file__).parent.glob("*/site.json"))


def newest_tag() -> list[str]:
    """Name the version before this one, where this checkout knows any."""
    asked = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.split()


@dataclass(frozen=True)
class Upgraded:
    """A site that an earlier version left, in the hands of this one."""

    office: Office
    restored: Restored
    waits: str
    ben: Signer
    settings: Settings


def left_by(version: str, folder: Path) -> Path:
    """Give what a version left: the stored one, or what the program of a tag makes now."""
    if version in KEPT:
        return Path(shutil.copytree(Path(__file__).parent / version, folder / "left"))
    packed = subprocess.run(["git", "archive", version], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder / "program", filter="data")
    making = [sys.executable, "-m", "tests.upgrades.make", str(folder / "left")]
    subprocess.run(making, cwd=folder / "program", env={**os.environ, "PYTHONPATH": ""}, check=True)
    return folder / "left"


@pytest.fixture(params=[*KEPT, *newest_tag()])
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Upgraded]:
    left = left_by(request.param, tmp_path)
    told = json.loads((left / "site.json").read_text())
    settings = Settings(tmp_path / "site", tmp_path, gallery=False, first_key=told["first_key"])
    restored = restore.restore(left / "backup.tar.gz", settings)
    rows = engine(settings.database_url)
    office = Office(rows, Shelf(settings.editions, Trust(settings.first_key)), {one.country: one for one in (GB, KE)})
    key = SoftKey.loads(RELYING, told["ben"])
    yield Upgraded(office, restored, told["waits"], Signer(BEN.person, key, key), settings)
    rows.dispose()


def test_editions_and_events_of_an_earlier_version_are_proven(upgraded: Upgraded) -> None:
    assert upgraded.office.shelf.verify(signatures=True) == ()
    assert shown(upgraded.office) == NEW_NUMBER
    assert shown(upgraded.office, "gb-other") is None
    with transaction(upgraded.office.engine) as session:
        assert audit.verify(session) == upgraded.restored.events > 0
        assert vouching.ring(session).holder(upgraded.ben.key.public.credential_id).member == BEN.person.member
    with upgraded.office.engine.connect() as connection:
        assert schema.revision_of(connection) == schema.head()


def test_member_of_an_earlier_version_signs_in(upgraded: Upgraded) -> None:
    browser = desk(upgraded.office, upgraded.settings.instance).test_client()

    answer, _ = signing_in(browser, upgraded.ben)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/")


def test_proposal_that_an_author_signed_before_is_approved_after(upgraded: Upgraded) -> None:
    with transaction(upgraded.office.engine) as session:
        waits = proposal_rows.find(session, upgraded.waits)

    approve(upgraded.office, waits, by=upgraded.ben)

    assert shown(upgraded.office).notes == "Later"
    assert upgraded.office.shelf.verify(signatures=True) == ()
