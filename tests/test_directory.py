"""Which services a person sees first."""

from datetime import UTC, datetime

import pytest

from resources import directory
from resources.directory import Query, Way, Who
from resources.needs import FITTING, Need
from resources.terms import Audience, Channel, Cost, EvidenceKind, Fact, Kind, Scope, Situation
from tests.builders import evidence, listing, phone, reporting

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def names(matches: tuple[directory.Match, ...]) -> list[str]:
    return [match.listing.id for match in matches]


def find(*listings, now=NOON, worldwide=(), **query) -> directory.Found:
    return directory.find(listings, worldwide, Query(**query), now=now)


@pytest.mark.parametrize(
    ("need", "first", "second"),
    [
        (Need.TALK, Kind.CHILD_HELPLINE, Kind.CRISIS_LINE),
        (Need.NOW, Kind.EMERGENCY_LINE, Kind.CHILD_HELPLINE),
        (Need.PAST, Kind.SURVIVOR_SUPPORT, Kind.VICTIM_SUPPORT),
        (Need.PICTURE, Kind.IMAGE_REMOVAL, Kind.REPORT_CONTENT),
        (Need.CHILD, Kind.CHILD_PROTECTION, Kind.CHILD_HELPLINE),
        (Need.THOUGHTS, Kind.PREVENTION, Kind.CRISIS_LINE),
        (Need.MISSING, Kind.MISSING_CHILD, Kind.POLICE_REPORT),
    ],
)
def test_the_most_specific_service_for_a_need_comes_first(need: Need, first: Kind, second: Kind) -> None:
    later = listing(id="gb-a", kind=second, name="A")
    sooner = listing(id="gb-b", kind=first, name="B")

    found = find(later, sooner, need=need)

    assert names(found.fitting + found.next_best) == ["gb-b", "gb-a"]


def test_every_need_has_kinds_made_for_it() -> None:
    assert set(FITTING) == set(Need)
    assert all(FITTING.values())


def test_national_comes_before_regional() -> None:
    regional = listing(id="gb-a", name="A", scope=Scope.REGIONAL, region="GB-SCT")
    national = listing(id="gb-b", name="B")

    assert names(find(regional, national).fitting) == ["gb-b", "gb-a"]


def test_the_chosen_region_keeps_its_own_and_drops_others() -> None:
    here = listing(id="gb-a", scope=Scope.REGIONAL, region="GB-SCT")
    there = listing(id="gb-b", scope=Scope.REGIONAL, region="GB-NIR")
    national = listing(id="gb-c")

    assert sorted(names(find(here, there, national, region="GB-SCT").fitting)) == ["gb-a", "gb-c"]


def test_open_comes_before_closed_and_not_known() -> None:
    closed = listing(id="gb-a", name="A", phones=(phone(hours="Mo-Fr 09:00-17:00"),))
    unknown = listing(id="gb-b", name="B", phones=(phone(hours=None),))
    open_now = listing(id="gb-c", name="C")

    assert names(find(closed, unknown, open_now, now=NIGHT).fitting)[0] == "gb-c"


CLOSED = listing(id="gb-closed", name="A", phones=(phone(hours="Mo-Fr 09:00-17:00"),))
OPEN = listing(id="gb-open", name="B", kind=Kind.CRISIS_LINE)
OPEN_TOO = listing(id="gb-open-too", name="C", kind=Kind.CHILD_PROTECTION)
ELSEWHERE = listing(id="gb-elsewhere", name="A", kind=Kind.SURVIVOR_SUPPORT, scope=Scope.REGIONAL, region="GB-SCT")
EMERGENCY = listing(id="gb-emergency", kind=Kind.EMERGENCY_LINE)


@pytest.mark.parametrize(
    ("listings", "region", "answers"),
    [
        ((CLOSED, OPEN), None, "gb-open"),
        ((CLOSED, OPEN, OPEN_TOO), None, "gb-open"),  # the order is that of the answer
        ((CLOSED, OPEN_TOO), None, "gb-open-too"),  # the next best too
        ((CLOSED, ELSEWHERE), None, None),
        ((CLOSED, ELSEWHERE, OPEN), None, "gb-open"),
        ((CLOSED, ELSEWHERE, OPEN), "GB-SCT", "gb-elsewhere"),
        ((CLOSED, EMERGENCY), None, None),  # it stands above everything
        ((CLOSED,), None, None),
        ((OPEN, OPEN_TOO), None, None),  # the best one answers
        ((listing(phones=(phone(hours=None),)), OPEN), None, None),  # it may answer
        ((listing(phones=()), OPEN), None, None),  # nobody could be closed
        ((), None, None),
    ],
)
def test_who_answers_now_is_named_where_the_best_one_is_closed(listings, region: str | None, answers) -> None:
    found = directory.answering(find(*listings, now=NIGHT, region=region), region)

    assert (found and found.listing.id) == answers


def test_better_evidence_comes_first() -> None:
    weak = listing(id="gb-a", name="A", evidence=(evidence(kind=EvidenceKind.SECONDARY),))
    strong = listing(id="gb-b", name="B", evidence=(evidence(kind=EvidenceKind.OFFICIAL),))

    assert names(find(weak, strong).fitting) == ["gb-b", "gb-a"]


def test_evidence_for_something_else_does_not_count() -> None:
    name_only = listing(id="gb-a", name="A", evidence=(evidence(supports=(Fact.NAME,)),))
    weak = listing(id="gb-b", name="B", evidence=(evidence(kind=EvidenceKind.SECONDARY),))

    assert names(find(name_only, weak).fitting) == ["gb-b", "gb-a"]


def test_the_same_question_has_the_same_answer_in_any_order() -> None:
    services = [listing(id=f"gb-{letter}", name=letter) for letter in "cab"]

    assert names(find(*services).fitting) == names(find(*reversed(services)).fitting) == ["gb-a", "gb-b", "gb-c"]


@pytest.mark.parametrize(
    ("changes", "query", "is_kept"),
    [
        # who
        ({"audiences": (Audience.CHILD,)}, {"who": Who.CHILD}, True),
        ({"audiences": (Audience.CHILD,)}, {"who": Who.PARENT}, False),
        ({"audiences": (Audience.EVERYONE,)}, {"who": Who.PROFESSIONAL}, True),
        ({"audiences": (Audience.ADULT_SURVIVOR,)}, {"who": Who.ADULT}, True),
        # way
        ({}, {"way": Way.CALL}, True),
        ({}, {"way": Way.TEXT}, False),
        ({"phones": (phone(channel=Channel.SMS),)}, {"way": Way.TEXT}, True),
        ({"chat": "https://www.example.org.uk/chat"}, {"way": Way.CHAT}, True),
        ({}, {"way": Way.CHAT}, False),
        ({"email": "help@example.org.uk"}, {"way": Way.EMAIL}, True),
        ({}, {"way": Way.FORM}, False),
        # language
        ({"languages": ("en", "uk")}, {"language": "uk"}, True),
        ({"languages": ()}, {"language": "uk"}, False),
        # cost, names
        ({}, {"is_free": True}, True),
        ({"phones": (phone(cost=Cost.UNKNOWN),)}, {"is_free": True}, False),
        ({"anonymous": True}, {"is_anonymous": True}, True),
        ({"anonymous": None}, {"is_anonymous": True}, False),
        ({"anonymous": False}, {"is_anonymous": True}, False),
        # open now
        ({}, {"is_open": True}, True),
        ({"phones": (phone(hours="Mo 01:00-02:00"),)}, {"is_open": True}, False),
        ({"phones": (phone(hours=None),)}, {"is_open": True}, False),
    ],
)
def test_what_is_asked_for_narrows(changes: dict, query: dict, is_kept: bool) -> None:
    found = find(listing(**changes), **query)

    assert bool(found.fitting) is is_kept


def test_a_service_that_takes_the_situation_fits_whatever_its_kind() -> None:
    hotline = listing(kind=Kind.REPORT_CONTENT, reporting=reporting(Situation.OWN_IMAGE))

    assert names(find(hotline, need=Need.PICTURE).fitting) == ["gb-example"]


def test_a_gap_leaves_the_next_best_and_what_serves_every_country() -> None:
    crisis = listing(id="gb-crisis", kind=Kind.CRISIS_LINE)
    everywhere = listing(id="zz-help", kind=Kind.PREVENTION, phones=(), scope=Scope.INTERNATIONAL)

    found = find(crisis, worldwide=[everywhere], need=Need.THOUGHTS)

    assert found.fitting == ()
    assert names(found.next_best) == ["gb-crisis"]
    assert names(found.worldwide) == ["zz-help"]


def test_everything_shows_each_listing_once() -> None:
    services = [listing(id=f"gb-{kind}".replace("_", "-"), kind=kind) for kind in Kind]

    shown = directory.everything(services, now=NOON)

    assert sorted(names(tuple(match for _, of_kind in shown for match in of_kind))) == sorted(s.id for s in services)
    assert [kind for kind, _ in shown] == list(Kind)
