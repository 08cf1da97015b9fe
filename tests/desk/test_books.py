"""Rows of the database against the shelf and the keys: what nobody else signed counts for nothing."""

from datetime import UTC, datetime

import pytest

from resources.desk import books
from resources.desk.books import Shelved
from resources.errors import LedgerError
from resources.keyring import Keyring
from resources.ledger import Approved, Hidden, Kind, digest_of
from resources.vouches import Founding, Vouch
from tests.builders import country, listing
from tests.desk.signing import ANA, BEN, CHI, KEYS, MALLORY, RELYING, approved, statement, vouch, vouched, without

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SEED = country(listing(), listing(id="gb-other"))
CHANGED = approved(statement())
AGAIN = approved(statement(proposal="1" * 32, content=listing(name="Again"), before=digest_of(listing(name="Changed"))))
HIDDEN = Hidden(id="2" * 32, listing="gb-example", at=NOON, reason="wrong")
RETIRED = approved(statement(proposal="3" * 32, kind=Kind.RETIRE, content=None))


def row(entry):
    return entry.model_dump(mode="json")


def opened(*entries, shelved=(), keys=KEYS):
    return books.open_book(SEED, Shelved(shelved), [row(entry) for entry in entries], keys)


def test_row_that_two_members_signed_waits_for_the_shelf():
    book = opened(CHANGED)

    assert (book.entries, book.pending, book.refused) == ((CHANGED,), (CHANGED,), ())
    assert book.standing["gb-example"].name == "Changed"


def test_row_that_is_on_the_shelf_adds_nothing():
    book = opened(CHANGED, AGAIN, shelved=(CHANGED,))

    assert (book.entries, book.pending, book.refused) == ((CHANGED, AGAIN), (AGAIN,), ())


def test_rows_that_were_deleted_take_nothing_from_what_is_on_the_shelf():
    assert opened(shelved=(CHANGED, AGAIN)).standing["gb-example"].name == "Again"


def tampered(**changes):
    return CHANGED.model_copy(update={"statement": statement(content=listing(name="False"), **changes)})


# a row that somebody put into the database, words of the reason why it counts for nothing
FORGED = {
    "signed by nobody we know": (approved(statement(), MALLORY, MALLORY), "no good key"),
    "signed by one member twice": (approved(statement(), BEN, BEN), "another member approves"),
    "approved by the author's second passkey": (
        Approved(statement=statement(), assertions=(BEN.sign(statement()), BEN.sign_with_second(statement()))),
        "another member approves",
    ),
    "the author's assertion replayed as the approval": (
        Approved(statement=statement(), assertions=(ANA.sign(statement()),) * 2),
        "another member approves",
    ),
    "approved by a contributor": (approved(statement(), BEN, CHI), "a moderator approves"),
    "content changed under both signatures": (tampered(), ""),
    "an approval of something else": (
        Approved(statement=statement(), assertions=(CHI.sign(statement()), BEN.sign(statement(proposal="9" * 32)))),
        "",
    ),
    "signed over something that does not stand": (approved(statement(before="a" * 64)), "propose it anew"),
    "of another country": (
        approved(statement(listing_id="ke-example", content=listing(id="ke-example", phones=()), before=None)),
        "speaks of ke-example",
    ),
}


@pytest.mark.parametrize(("forged", "words"), FORGED.values(), ids=FORGED)
def test_row_that_two_members_did_not_sign_counts_for_nothing_and_is_named(forged, words):
    book = opened(forged)

    assert book.entries == ()
    assert book.standing["gb-example"] == listing()
    (refused,) = book.refused
    assert words in str(refused)


@pytest.mark.parametrize("forged", [one for one, _ in FORGED.values()], ids=FORGED)
def test_forged_row_holds_up_nothing_that_comes_after_it(forged):
    assert opened(forged, CHANGED, AGAIN).entries == (CHANGED, AGAIN)


def test_row_that_is_not_an_entry_is_named_and_holds_up_nothing():
    book = books.open_book(SEED, Shelved(), [{"entry": "approved"}, row(CHANGED)], KEYS)

    assert book.entries == (CHANGED,)
    assert "not an entry" in str(book.refused[0])


def test_approval_that_is_on_the_shelf_cannot_be_played_again():
    back = approved(statement(proposal="4" * 32, content=listing(), before=digest_of(listing(name="Changed"))))
    replayed = CHANGED

    book = opened(replayed, shelved=(CHANGED, back))

    assert book.standing["gb-example"] == listing()
    assert book.pending == ()


def test_signature_of_a_key_that_was_revoked_counts_for_nothing_new():
    gone = without(KEYS, BEN.key)

    assert opened(CHANGED, keys=gone).entries == ()
    assert opened(shelved=(CHANGED,), keys=gone).entries == (CHANGED,)


def test_hide_counts_without_a_signature_and_only_takes_away():
    book = opened(HIDDEN)

    assert book.hides == (HIDDEN,)
    assert book.standing["gb-example"] == listing()


def test_adding_gives_a_book_with_the_entry_at_its_end():
    assert books.add(opened(CHANGED), AGAIN, KEYS).entries == (CHANGED, AGAIN)


def test_adding_what_does_not_count_is_refused():
    with pytest.raises(LedgerError, match="propose it anew"):
        books.add(opened(), AGAIN, KEYS)


def test_past_is_every_state_that_ever_stood_oldest_first():
    book = opened(CHANGED, AGAIN)

    assert [state.name for state in book.past("gb-example")] == ["Example", "Changed", "Again"]
    assert book.past("gb-other") == (listing(id="gb-other"),)
    assert book.past("gb-nowhere") == ()


def test_what_was_retired_stands_no_more_and_keeps_its_past():
    book = opened(RETIRED)

    assert book.before("gb-example") is None
    assert book.past("gb-example") == (listing(),)
    assert book.before("gb-other") == digest_of(listing(id="gb-other"))


def opened_keys(*entries, shelved=KEYS, first_key=KEYS.fingerprint):
    rows = [entry if isinstance(entry, dict) else row(entry) for entry in entries]
    return books.open_keyring(shelved, rows, first_key)


def test_keys_of_rows_come_after_those_on_the_shelf():
    assert opened_keys(*KEYS.entries, shelved=KEYS.at(2)) == (KEYS, ())
    assert opened_keys(*KEYS.entries, shelved=Keyring()) == (KEYS, ())


def test_key_row_that_nobody_vouches_for_counts_for_nothing_and_is_named():
    forged = vouch(MALLORY, MALLORY.key).model_copy(update={"by": (MALLORY.key.sign(b"x" * 32),)})

    ring, refused = opened_keys(forged, {"kind": "vouch"})

    assert ring == KEYS
    assert len(refused) == 2


def test_forged_key_row_holds_up_nothing_that_comes_after_it():
    forged = Vouch(member=2, role=BEN.person.role, key=MALLORY.key.public)
    grown = vouched(KEYS, vouch(ANA, MALLORY.second), [ANA.key])

    ring, _ = opened_keys(forged, grown.entries[-1])

    assert ring == grown


def test_keyring_begins_with_the_first_key_of_the_settings_and_no_other():
    forged = vouched(Keyring(), Founding(relying=RELYING, key=MALLORY.key.public), [MALLORY.key]).entries[0]

    ring, (refused,) = opened_keys(forged, *KEYS.entries, shelved=Keyring())

    assert ring == KEYS
    assert "the first key that the settings name" in str(refused)


def test_keyring_begins_with_any_first_key_where_the_settings_name_none():
    assert opened_keys(*KEYS.entries, shelved=Keyring(), first_key="") == (KEYS, ())


def test_settled_is_what_two_members_ever_agreed_on():
    assert opened(CHANGED, HIDDEN).settled == {"gb-example"}
    assert opened(HIDDEN).settled == frozenset()
