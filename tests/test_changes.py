"""What changed of a country, in kinds that a visitor knows."""

import pytest

from resources.changes import READ, Change, Deed, State, between, has_other_emergency
from resources.ledger import Hidden, Kind
from resources.listing import Check, Emergency, Listing
from resources.roles import Role
from resources.terms import Audience, Channel, Cost, EmergencyService, Fact, Method, Status
from tests.builders import country, evidence, listing, phone
from tests.conftest import NOON
from tests.desk.signing import KEYS, approved, statement

FIRST = listing(phones=(phone(), phone(number="116 111")))
CHECK = Check(fact=Fact.PHONES, method=Method.PAGE_READ, url=None, on="2026-11-24", by="moderator", holds=True)


def said(old, new, log=()):
    return list(between(State(country(*old)), State(country(*new), tuple(log)), KEYS))


def changed(**facts):
    return FIRST.model_copy(update=facts)


# what was, what is: what a visitor reads of it
CASES = [
    ((), (FIRST,), Deed.NEW, ()),
    ((FIRST,), (), Deed.WITHDRAWN, ()),
    ((FIRST,), (changed(phones=(phone(), phone(number="116 117"))),), Deed.CHANGED, (Fact.PHONES,)),
    # of a number that goes, the hours and the price say nothing, though all others move up
    ((FIRST,), (changed(phones=(phone(number="116 111"),)),), Deed.CHANGED, (Fact.PHONES,)),
    ((FIRST,), (changed(phones=tuple(reversed(FIRST.phones))),), Deed.SOURCES, ()),
    ((FIRST,), (changed(phones=(phone(hours=None), FIRST.phones[1])),), Deed.CHANGED, (Fact.HOURS,)),
    ((FIRST,), (changed(phones=(phone(cost=Cost.PAID), FIRST.phones[1])),), Deed.CHANGED, (Fact.COST,)),
    ((FIRST,), (changed(phones=(phone(channel=Channel.SMS), FIRST.phones[1])),), Deed.CHANGED, (Fact.PHONES,)),
    ((FIRST,), (changed(name="Other", chat="https://chat.example.org/"),), Deed.CHANGED, (Fact.NAME, Fact.CHAT)),
    ((FIRST,), (changed(audiences=(Audience.EVERYONE,)),), Deed.CHANGED, (Fact.AUDIENCES,)),
    ((FIRST,), (changed(checks=(CHECK,)),), Deed.CHECKED, ()),
    ((FIRST,), (changed(evidence=(evidence(as_of="2026-06"),)),), Deed.SOURCES, ()),
    ((FIRST,), (changed(checks=(CHECK,), website=None),), Deed.CHANGED, (Fact.WEBSITE,)),
]


@pytest.mark.parametrize(("old", "new", "deed", "facts"), CASES)
def test_what_came_with_files_is_told_by_what_it_did(old, new, deed, facts):
    assert said(old, new) == [Change("gb-example", (new or old)[0].name, deed, facts)]


def test_what_is_the_same_is_not_told():
    assert said([FIRST], [FIRST]) == []


def test_every_fact_of_a_listing_that_visitors_see_is_looked_at():
    told = {"phones", "hours", "cost", *READ, "name_en", "scope", "site_notes", "reporting"}
    passed_over = {"id", "status", "evidence", "checks"}

    assert told | passed_over >= set(Listing.model_fields)


# what two signed: what a visitor reads of it
SIGNED = [
    (Kind.NEW, (), (FIRST,), Deed.NEW, ()),
    (Kind.CHANGE, (FIRST,), (changed(email="a@example.org"),), Deed.CHANGED, (Fact.EMAIL,)),
    (Kind.CHANGE, (FIRST,), (changed(checks=(CHECK,)),), Deed.CHECKED, ()),
    (Kind.CHANGE, (), (), Deed.CHANGED, ()),  # of a listing that is hidden
    (Kind.ROLL_BACK, (FIRST,), (changed(name="Older"),), Deed.ROLLED_BACK, ()),
    (Kind.RETIRE, (FIRST,), (), Deed.WITHDRAWN, ()),
    (Kind.SHOW, (), (FIRST,), Deed.SHOWN, ()),
]


@pytest.mark.parametrize(("kind", "old", "new", "deed", "facts"), SIGNED)
def test_what_two_members_signed_is_told_with_their_roles_alone(kind, old, new, deed, facts):
    without_content = kind in (Kind.RETIRE, Kind.SHOW)
    content = None if without_content else (new or (FIRST,))[0]
    entry = approved(statement(kind=kind, content=content))

    (change,) = said(old, new, [entry])

    assert (change.deed, change.facts) == (deed, facts)
    assert change.signed == (Role.CONTRIBUTOR, Role.MODERATOR)
    assert change.name


HIDE = Hidden(id="2" * 32, listing="gb-example", at=NOON, reason="Ana says so")


@pytest.mark.parametrize(
    ("part", "new", "deed"),
    [
        ({}, (), Deed.HIDDEN),
        ({"phone": "0800 1111"}, (changed(phones=FIRST.phones[1:]),), Deed.NUMBER_HIDDEN),
        ({"link": "website"}, (changed(website=None),), Deed.LINK_HIDDEN),
    ],
)
def test_what_one_hid_is_told_without_its_reason_and_without_a_number(part, new, deed):
    (change,) = said([FIRST], new, [HIDE.model_copy(update=part)])

    assert change == Change("gb-example", "Example", deed)
    assert "Ana" not in repr(change)
    assert "0800" not in repr(change)


SHOW = approved(statement(kind=Kind.SHOW, content=None, hides=(HIDE.id,)))


def test_several_deeds_at_one_listing_are_told_in_their_order():
    assert [change.deed for change in said([FIRST], [FIRST], [HIDE, SHOW])] == [Deed.HIDDEN, Deed.SHOWN]


def test_what_was_told_before_is_not_told_again():
    old, new = State(country(), (HIDE,)), State(country(FIRST), (HIDE, SHOW))

    assert [change.deed for change in between(old, new, KEYS)] == [Deed.SHOWN]


def test_a_name_that_nothing_tells_is_empty():
    (change,) = said([], [], [HIDE])

    assert change == Change("gb-example", "", Deed.HIDDEN)


def police(number="999", publisher="Example"):
    return Emergency(
        number=number,
        status=Status.LISTED,
        services=(EmergencyService.POLICE,),
        evidence=(evidence(publisher=publisher),),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((), (police(),), True),
        ((police(),), (police("112"),), True),
        ((police(),), (police(publisher="Other"),), False),
        ((police(), police("112")), (police("112"), police()), False),
    ],
)
def test_emergency_numbers_are_told_where_a_number_changed_not_where_it_was_read(old, new, expected):
    assert has_other_emergency(country(emergency=old), country(emergency=new)) is expected
