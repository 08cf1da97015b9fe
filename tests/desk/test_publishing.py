"""What is approved or hidden and not on the shelf yet gets there: with the next deed, and when the desk starts."""

import pytest

from app import create_desk
from resources import seeds
from resources.desk import publishing
from resources.desk.database import engine, transaction
from resources.desk.office import Office
from resources.desk.proposals import State
from resources.desk.tables import KeyringEntry
from resources.editions import Shelf
from resources.errors import KeyringError, NoEditionError
from resources.settings import Settings, from_environment
from tests.conftest import ROOT
from tests.desk.offices import (
    GB,
    KE,
    LATER,
    NEW_NUMBER,
    STANDING,
    again,
    approve,
    change,
    opened,
    shown,
    submit,
    unwritable,
)
from tests.desk.signing import BEN, KEYS, without


@pytest.fixture
def settings(tmp_path) -> Settings:
    listings = tmp_path / "listings"
    listings.mkdir()
    for one in (GB, KE):
        (listings / f"{one.country}.yaml").write_text(seeds.dumps(one), encoding="utf-8")
    environment = {"NOTALONE_INSTANCE": str(tmp_path / "instance"), "NOTALONE_LISTINGS": str(listings)}
    return from_environment({**environment, "NOTALONE_FIRST_KEY": KEYS.fingerprint}, ROOT)


@pytest.fixture
def office(settings) -> Office:
    return opened(engine(settings.database_url), settings.instance)


def test_desk_that_starts_publishes_what_waits(settings, office):
    leftover = unwritable(office)
    approve(office, submit(office, change(office)))
    assert shown(office) == STANDING
    leftover.rmdir()

    create_desk(settings, clock=lambda: LATER)

    assert shown(office) == NEW_NUMBER


def test_desk_starts_although_nothing_can_be_published(settings, office, caplog):
    unwritable(office)
    approve(office, submit(office, change(office)))

    create_desk(settings, clock=lambda: LATER)

    assert "not published yet" in caplog.text


def test_next_deed_publishes_what_waits(office):
    leftover = unwritable(office)
    approve(office, submit(office, change(office)))
    leftover.rmdir()
    other = next(one for one in KE.listings)

    approve(office, submit(office, change(office, other.model_copy(update={"notes": "Changed"}), before=other)))

    assert shown(office) == NEW_NUMBER
    assert shown(office, "ke-example").notes == "Changed"


def test_revoked_key_reaches_the_shelf(office):
    publishing.catch_up(office, now=LATER)
    gone = without(KEYS, BEN.key)
    with transaction(office.engine) as session:
        row = gone.entries[-1].model_dump(mode="json")
        session.add(KeyringEntry(position=len(KEYS.entries), entry=row))

    edition = publishing.catch_up(again(office), now=LATER)

    assert office.shelf.proofs.keyring(edition.keys) == gone


def test_nobody_signs_while_no_setting_names_the_first_key(office):
    bare, draft = Office(office.engine, Shelf(office.shelf.folder), office.countries), change(office)

    with pytest.raises(KeyringError, match="set NOTALONE_FIRST_KEY"):
        submit(bare, draft)

    assert submit(office, draft).state is State.IN_REVIEW


def test_nothing_can_be_published_over_no_edition(office):
    for manifest in office.shelf.folder.glob("*.json"):
        manifest.unlink()

    with pytest.raises(NoEditionError):
        publishing.catch_up(again(office), now=LATER)
    assert publishing.publish_now(again(office), now=LATER) is None
