"""What an edition shows is what was bundled and what two members signed; all else is refused, and the last good served.

The attacker of these tests writes whatever files they like onto the shelf, digests and all.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from resources import canonical, keyring, ledger, publish, seeds
from resources.editions import Shelf
from resources.errors import KeyringError, LedgerError, ListingsError, NoEditionError
from resources.keyring import Keyring
from resources.ledger import Approved, Hidden, Kind, digest_of
from resources.manifests import Edition
from resources.parts import PartRef, dumps, published
from resources.proofs import Trust
from resources.vouches import Founding
from tests.builders import country, emergency, listing, phone
from tests.desk.signing import BEN, CHI, KEYS, MALLORY, RELYING, approved, statement, vouched, without

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
FALSE = listing(phones=(phone(number="0800 555 999"),))
FIRST = approved(statement())
NEXT = statement(proposal="1" * 32, before=digest_of(listing(name="Changed")), content=FALSE)
HIDE = Hidden(id="2" * 32, listing="gb-example", phone="0800 1111", at=NOON, reason="rings nowhere")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Edition 1 of bundled facts, edition 2 with a change that two members signed."""
    shelf = Shelf(tmp_path / "editions", Trust(KEYS.fingerprint))
    publish.publish((country(listing()), country(code="AQ")), shelf, now=NOON)
    publish.publish_changes(shelf, {"GB": (FIRST,)}, KEYS.entries, now=NOON)
    return shelf


def anew(shelf: Shelf, first_key: str = KEYS.fingerprint) -> Shelf:
    """Open a shelf as another process does."""
    return Shelf(shelf.folder, Trust(first_key))


def forge(shelf: Shelf, log: tuple[ledger.Entry, ...], keys: Keyring = KEYS, **changes: PartRef) -> Edition:
    """Write an edition as its publisher would who asks nobody."""
    seed = shelf.parts.read(shelf.read(1).parts["GB"])
    parts = {**shelf.read(2).parts, "GB": shelf.parts.put(seed, log), **changes}
    return shelf.add(parts, now=LATER, keys=shelf.parts.keep(keyring.dumps(keys.entries)))


def refusals(shelf: Shelf) -> str:
    """Tell why editions are refused; the one that two members signed must be served."""
    found = anew(shelf).newest()
    assert found.edition.number == 2
    return "\n".join(map(str, found.refused))


def test_what_two_members_signed_is_served_also_by_a_node_that_opens_the_shelf_anew(shelf):
    edition, refused = anew(shelf).newest()

    assert (edition.number, refused) == (2, ())
    assert shelf.part(edition, "GB").listings == (listing(name="Changed"),)


def swapped(entry: Approved) -> Approved:
    return entry.model_copy(update={"assertions": entry.assertions[::-1]})


ABROAD = statement(kind=Kind.RETIRE, proposal="1" * 32, listing_id="ke-example", content=None, before=None)
SECOND_KEY = Approved(statement=NEXT, assertions=(BEN.sign(NEXT), BEN.sign_with_second(NEXT)))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Approved(statement=NEXT, assertions=FIRST.assertions), "challenge"),
        (Approved(statement=NEXT, assertions=(CHI.sign(NEXT), FIRST.assertions[1])), "challenge"),
        (approved(NEXT, BEN, BEN), "member 2 signed it twice"),
        (SECOND_KEY, "member 2 signed it twice"),
        (swapped(approved(NEXT, CHI, BEN)), "member 3 is a contributor"),
        (approved(NEXT, BEN, MALLORY), "no good key of a member"),
        (FIRST, "what was signed once counts once"),
        (approved(NEXT.model_copy(update={"before": digest_of(listing())})), "something else stood before"),
        (approved(NEXT.model_copy(update={"content": listing(id="gb-other")})), "it speaks of gb-other, not of"),
        (approved(ABROAD), "it speaks of ke-example, not of GB"),
        (approved(NEXT).model_copy(update={"statement": statement(proposal="1" * 32)}), "challenge"),
    ],
    ids=[
        "both assertions replayed",
        "approver's assertion replayed",
        "one key twice",
        "second passkey",
        "contributor approves",
        "key of nobody",
        "whole entry replayed",
        "signed over something else",
        "another listing",
        "another country",
        "content changed",
    ],
)
def test_change_that_two_members_did_not_sign_is_refused_and_cannot_be_published(shelf, entry, reason):
    with pytest.raises(LedgerError, match=reason):
        publish.publish_changes(shelf, {"GB": (FIRST, entry)}, KEYS.entries, now=LATER)

    forge(shelf, (FIRST, entry))

    assert reason in refusals(shelf)


def test_key_that_was_revoked_signs_nothing_new_and_what_it_signed_before_stays(shelf):
    revoked = without(KEYS, CHI.key)

    kept = publish.publish_changes(shelf, {"GB": (FIRST,)}, revoked.entries, now=LATER)
    forge(shelf, (FIRST, approved(NEXT)), revoked)
    standing = anew(shelf).newest()

    assert standing.edition == kept
    assert "revoked" in str(standing.refused[0])


def with_false_part(shelf: Shelf) -> None:
    """Leave the log as two signed it, and put other facts beside it."""
    part = shelf.parts.keep(dumps(published(country(FALSE))))
    ref = shelf.read(2).parts["GB"].model_copy(update=part.model_dump())
    forge(shelf, (FIRST,), GB=ref)


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (with_false_part, "not what the log makes"),
        (lambda shelf: forge(shelf, (HIDE,)), "does not begin with the log"),
        (lambda shelf: shelf.add(shelf.read(1).parts, now=LATER, keys=shelf.read(2).keys), "the edition before has"),
        (lambda shelf: shelf.add(shelf.read(1).parts, now=LATER), "keyring of the edition before"),
        (lambda shelf: forge(shelf, (HIDE, FIRST)), "does not begin with the log"),
        (lambda shelf: forge(shelf, (FIRST,), KEYS.at(3)), "keyring of the edition before"),
    ],
    ids=["false part", "rewritten log", "log left out", "log and keys left out", "out of order", "shortened keyring"],
)
def test_edition_that_does_not_go_on_from_the_one_before_is_refused(shelf, attack, reason):
    attack(shelf)

    assert reason in refusals(shelf)


ATTACKS: list[Callable[[Shelf], object]] = [
    lambda shelf: shelf.add(shelf.read(1).parts, now=LATER),
    lambda shelf: forge(shelf, (HIDE,)),
    lambda shelf: forge(shelf, (FIRST, approved(NEXT, BEN, BEN))),
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_forged_edition_is_no_beginning_for_another_forged_one(shelf, attack):
    for _ in range(3):
        attack(shelf)

    assert refusals(shelf).count("\n") == 2
    assert len(anew(shelf).verify(signatures=True)) == 3


def test_revoked_key_signs_nothing_by_two_editions_either(shelf):
    kept = publish.publish_changes(shelf, {"GB": (FIRST,)}, without(KEYS, CHI.key).entries, now=LATER)
    for _ in range(2):
        forge(shelf, (FIRST, approved(NEXT)), without(KEYS, CHI.key))

    assert anew(shelf).newest().edition == kept


def test_publishing_goes_on_from_the_last_proven_edition_after_forged_ones(shelf):
    for attack in ATTACKS:
        attack(shelf)

    edition = publish.publish_changes(anew(shelf), {"GB": (FIRST, HIDE)}, KEYS.entries, now=LATER)

    assert anew(shelf).newest().edition == edition
    assert anew(shelf).part(edition, "GB").listings[0].phones == ()


def test_node_with_another_first_key_or_none_serves_what_was_bundled_only(shelf):
    for first_key in ("", "0" * 64):
        found = anew(shelf, first_key).newest()

        assert found.edition.number == 1
        assert "first key" in str(found.refused[0])


def test_keyring_of_somebody_elses_making_is_refused(shelf):
    ring = vouched(Keyring(), Founding(relying=RELYING, key=MALLORY.key.public), [MALLORY.key])
    shelf.add(shelf.read(1).parts, now=LATER, keys=shelf.parts.keep(keyring.dumps(ring.entries)))

    assert "first key" in refusals(shelf)


def test_hides_without_any_key_are_refused_where_no_first_key_is_set(tmp_path):
    shelf = Shelf(tmp_path / "editions")
    publish.publish((country(listing()),), shelf, now=NOON)

    with pytest.raises(KeyringError, match="NOTALONE_FIRST_KEY"):
        publish.publish_changes(shelf, {"GB": (HIDE,)}, (), now=LATER)
    shelf.add({"GB": shelf.parts.put(country(listing()), (HIDE,))}, now=LATER)

    assert shelf.newest().edition.number == 1


def test_publishing_without_the_first_key_never_drops_what_members_changed(shelf):
    with pytest.raises(KeyringError, match="NOTALONE_FIRST_KEY"):
        publish.publish((country(listing(name="Newer")),), anew(shelf, ""), now=LATER)


def test_publishing_the_files_anew_carries_over_what_members_changed(shelf):
    other = listing(id="gb-other", name="Other")

    edition = publish.publish((country(listing(name="Newer"), other),), anew(shelf), now=LATER)

    assert anew(shelf).newest() == (edition, ())
    assert shelf.part(edition, "GB").listings == (listing(name="Changed"), other)


def test_country_whose_file_is_gone_keeps_what_members_changed(shelf):
    edition = publish.publish((country(code="AQ"),), anew(shelf), now=LATER)

    assert anew(shelf).newest() == (edition, ())
    assert shelf.part(edition, "GB").listings == (listing(name="Changed"),)


def test_change_of_one_country_writes_this_country_only(shelf):
    before = {path.name for path in shelf.folder.rglob("*.json")}

    edition = publish.publish_changes(shelf, {"GB": (FIRST, approved(NEXT))}, KEYS.entries, now=LATER)

    ref = edition.parts["GB"]
    assert {path.name for path in shelf.folder.rglob("*.json")} - before == {
        "000003.json",
        f"{ref.sha256}.json",
        f"{ref.local.log.sha256}.json",
    }


def test_log_that_is_on_the_shelf_already_makes_no_new_edition(shelf):
    assert publish.publish_changes(shelf, {"GB": (FIRST,)}, KEYS.entries, now=LATER).number == 2


def test_changes_need_a_first_edition(tmp_path):
    shelf = Shelf(tmp_path / "editions", Trust(KEYS.fingerprint))

    with pytest.raises(NoEditionError):
        publish.publish_changes(shelf, {"GB": (FIRST,)}, KEYS.entries, now=NOON)


def test_country_in_which_nothing_was_bundled_can_begin_by_a_change(shelf):
    first = listing(id="is-example", phones=())
    signed = statement(kind=Kind.NEW, proposal="3" * 32, listing_id="is-example", content=first, before=None)

    edition = publish.publish_changes(shelf, {"IS": (approved(signed),)}, KEYS.entries, now=LATER)

    assert shelf.part(edition, "IS").listings == (first,)


def test_damaged_log_of_the_newest_edition_gives_way_to_the_edition_before(shelf):
    log = shelf.read(2).parts["GB"].local.log
    (shelf.parts.folder / f"{log.sha256}.json").write_bytes(b"[]\n")

    assert anew(shelf).newest().edition.number == 1


# What is bundled


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[Shelf, Path]:
    """Open the shelf of a node with sealed listing files, published once."""
    folder = tmp_path / "listings"
    folder.mkdir()
    write(folder, listing())
    shelf = publish.shelf_of(tmp_path / "editions", folder, KEYS.fingerprint)
    publish.bootstrap(folder, shelf, now=NOON)
    return shelf, folder


def write(folder: Path, *listings) -> None:
    (folder / "GB.yaml").write_text(seeds.dumps(country(*listings)))
    seeds.tidy(folder)


def test_part_that_was_not_bundled_is_refused(sealed):
    shelf, folder = sealed
    shelf.add({"GB": shelf.parts.put(country(FALSE))}, now=LATER)

    found = publish.shelf_of(shelf.folder, folder, KEYS.fingerprint).newest()

    assert found.edition.number == 1
    assert "not the bundled ones" in str(found.refused[0])


def test_change_over_bundled_facts_is_served(sealed):
    shelf, folder = sealed

    edition = publish.publish_changes(shelf, {"GB": (FIRST,)}, KEYS.entries, now=LATER)

    assert publish.shelf_of(shelf.folder, folder, KEYS.fingerprint).newest() == (edition, ())
    assert shelf.part(edition, "GB").listings == (listing(name="Changed"),)


def test_change_over_facts_that_were_not_bundled_is_refused(sealed):
    shelf, _ = sealed
    false = country(listing(), listing(id="gb-false", name="False"))
    shelf.add({"GB": shelf.parts.put(false, (FIRST,))}, now=LATER, keys=shelf.parts.keep(keyring.dumps(KEYS.entries)))

    found = shelf.newest()

    assert found.edition.number == 1
    assert "not the bundled ones" in str(found.refused[0])


@pytest.mark.parametrize(
    "false",
    [
        country(listing(id="ke-false", phones=()), code="KE"),
        country(code="KE", emergency=(emergency("999"),)),
    ],
    ids=["a listing", "an emergency number"],
)
def test_country_that_is_not_among_the_bundled_ones_is_refused(sealed, false):
    shelf, _ = sealed
    shelf.add({**shelf.read(1).parts, "KE": shelf.parts.put(false)}, now=LATER)

    assert shelf.newest().edition.number == 1


def test_running_node_takes_new_listing_files_and_keeps_the_old_ones_until_they_are_published(sealed):
    running, folder = sealed
    write(folder, listing(name="Newer"))
    assert running.newest().edition.number == 1

    other = publish.shelf_of(running.folder, folder, KEYS.fingerprint)
    edition = publish.bootstrap(folder, other, now=LATER)

    assert running.newest() == (edition, ())


def test_seal_that_goes_missing_or_is_half_written_stays_in_force_for_a_running_node(sealed):
    shelf, folder = sealed
    shelf.add({"GB": shelf.parts.put(country(FALSE))}, now=LATER)

    (folder / seeds.SEAL).write_text("{")
    assert shelf.newest().edition.number == 1
    (folder / seeds.SEAL).unlink()
    assert shelf.newest().edition.number == 1


def test_node_does_not_start_on_a_broken_seal(sealed):
    shelf, folder = sealed
    (folder / seeds.SEAL).write_text("{")

    with pytest.raises(ListingsError, match="listings tidy"):
        publish.shelf_of(shelf.folder, folder, "")


def test_files_that_differ_from_their_seal_are_not_published(sealed):
    shelf, folder = sealed
    (folder / "GB.yaml").write_text(seeds.dumps(country(FALSE)))

    with pytest.raises(ListingsError, match="listings tidy"):
        publish.bootstrap(folder, shelf, now=LATER)

    assert shelf.numbers() == (1,)


def test_folder_without_a_seal_is_published_as_it_is(sealed):
    shelf, folder = sealed
    (folder / seeds.SEAL).unlink()
    (folder / "GB.yaml").write_text(seeds.dumps(country(listing(name="By hand"))))

    unsealed = publish.shelf_of(shelf.folder, folder, "")
    edition = publish.bootstrap(folder, unsealed, now=LATER)

    assert unsealed.newest() == (edition, ())


def test_seal_of_the_bundled_files_is_the_digest_of_what_they_publish(sealed):
    _, folder = sealed

    assert seeds.seal(folder) == {"GB": canonical.digest(dumps(published(country(listing()))))}
