"""Hiding takes one member and is at once; showing again takes two."""

import pytest

from resources.desk import hides, openings, publishing, review
from resources.desk.hides import Target
from resources.desk.office import Office
from resources.editions import Shelf
from resources.errors import FaultyProposalError, NotAllowedError, UnknownListingError
from resources.terms import Fact
from tests.builders import evidence
from tests.desk.offices import LATER, NOON, STANDING, again, approve, change, opened, shown, submit
from tests.desk.signing import ANA, BEN, CHI

FIRST, SECOND = (phone.number for phone in STANDING.phones)


@pytest.fixture
def office(database, tmp_path) -> Office:
    return opened(database, tmp_path)


def hide(office, *target, by=BEN):
    return hides.hide(office, Target("gb-example", *target), reason="wrong", by=by and by.person, now=NOON)


def numbers(office):
    found = shown(office)
    return found and [phone.number for phone in found.phones]


# what is hidden, the numbers and the page that visitors see then; None: no listing
HIDDEN = [
    ((), None, None),
    ((FIRST,), [SECOND], STANDING.website),
    ((SECOND,), [FIRST], STANDING.website),
    ((None, "website"), [FIRST, SECOND], None),
]


@pytest.mark.parametrize(("target", "left", "website"), HIDDEN)
def test_one_member_hides_at_once(office, target, left, website):
    hide(office, *target)

    assert numbers(office) == left
    assert (shown(office) and shown(office).website) == website
    assert office.shelf.verify(signatures=True) == ()


def test_watch_hides_without_a_member(office):
    hide(office, None, "website", by=None)

    assert shown(office).website is None


def test_contributor_cannot_hide(office):
    with pytest.raises(NotAllowedError):
        hide(office, by=CHI)

    assert shown(office) == STANDING


# something that does not stand
NOT_THERE = [("0800 999 999",), (None, "chat")]


@pytest.mark.parametrize("target", NOT_THERE)
def test_what_does_not_stand_cannot_be_hidden(office, target):
    with pytest.raises(UnknownListingError):
        hide(office, *target)


def test_listing_that_does_not_stand_cannot_be_hidden(office):
    with pytest.raises(UnknownListingError):
        hides.hide(office, Target("ke-nowhere"), reason="wrong", by=BEN.person, now=NOON)


def test_hiding_twice_gives_the_hide_that_stands(office):
    assert hide(office) == hide(office, by=ANA)


def test_one_member_cannot_show_again(office):
    hide(office)
    draft = openings.show(office, "gb-example", note="", by=BEN.person, now=NOON)
    submit(office, draft, by=BEN)

    publishing.catch_up(again(office), now=LATER)

    assert shown(office) is None


def test_two_members_show_again_what_was_hidden(office):
    hide(office)
    hide(office, FIRST)
    draft = openings.show(office, "gb-example", note="", by=CHI.person, now=NOON)

    approve(office, submit(office, draft))

    assert shown(office) == STANDING


def test_what_is_hidden_after_the_showing_was_signed_stays_hidden(office):
    hide(office, FIRST)
    draft = submit(office, openings.show(office, "gb-example", note="", by=CHI.person, now=NOON))
    hide(office, SECOND)

    approve(office, draft)

    assert numbers(office) == [FIRST]


def test_listing_of_which_nothing_is_hidden_cannot_be_shown_again(office):
    draft = openings.show(office, "gb-example", note="", by=CHI.person, now=NOON)

    with pytest.raises(FaultyProposalError, match="nothing of it is hidden"):
        review.statement(office, draft.id)


def test_change_leaves_hidden_what_is_hidden(office):
    hide(office, FIRST)
    page = evidence(url="https://www.example.org.uk/new", supports=(Fact.WEBSITE,))
    content = STANDING.model_copy(
        update={"website": "https://www.example.org.uk/new", "evidence": (*STANDING.evidence, page)}
    )

    approve(office, submit(office, change(office, content)))

    assert numbers(office) == [SECOND]
    assert shown(office).website == content.website


def test_hide_waits_where_no_setting_names_the_first_key(office, caplog):
    bare = Office(office.engine, Shelf(office.shelf.folder), office.countries)

    hide(bare)
    assert "set NOTALONE_FIRST_KEY" in caplog.text
    assert shown(office) == STANDING

    publishing.catch_up(again(office), now=LATER)
    assert shown(office) is None


def test_hide_that_cannot_be_published_now_is_published_later(office):
    leftover = office.shelf.parts.folder / "000002.json.tmp"
    leftover.mkdir()
    hide(office)
    assert shown(office) == STANDING

    leftover.rmdir()
    publishing.catch_up(again(office), now=LATER)

    assert shown(office) is None
