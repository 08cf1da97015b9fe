"""Listings in the words of the standard."""

import pytest

from resources import referrals, weekly
from resources.listing import Check
from resources.terms import Channel, Cost, Fact, Kind, Method, Scope, Status
from tests import standard
from tests.builders import listing, phone, reporting


def full(**changes):
    return referrals.full_service(listing(**changes)).model_dump(mode="json")


def test_every_listing_is_a_service_as_the_standard_asks(countries) -> None:
    services = [referrals.full_service(one).model_dump(mode="json") for held in countries for one in held.listings]

    faults = [fault for service in services for fault in standard.faults("service", service)]

    assert len(services) > 600
    assert faults == []


def test_no_two_things_share_an_id(countries) -> None:
    services = [referrals.full_service(one).model_dump(mode="json") for held in countries for one in held.listings]

    ids = list(standard.ids(services))

    assert len(ids) == len(set(ids))


def test_the_id_of_a_service_follows_from_its_listings_and_never_changes() -> None:
    renamed = full(name="Another name")

    assert renamed["id"] == full()["id"] == "ae2e844c-16fe-5d15-9738-6502dbf78fab"


def test_the_listings_own_id_stands_among_the_attributes() -> None:
    attributes = full()["attributes"]

    assert [one["value"] for one in attributes if one["label"] == "Not Alone listing id"] == ["gb-example"]


def test_what_is_not_known_is_left_out() -> None:
    service = full(name_en=None, website=None, email=None, notes=None, organization=None)

    assert service.keys().isdisjoint({"alternate_name", "url", "email", "description", "organization", "assured_date"})


def test_the_profile_holds_the_listing_whole_with_its_evidence() -> None:
    whole = listing()

    profile = full()["not_alone"]

    assert profile == whole.model_dump(mode="json")
    assert profile["evidence"][0]["as_of"] == "2026-05-01"


@pytest.mark.parametrize(("status", "shown"), [(Status.LISTED, True), (Status.CANDIDATE, False)])
def test_how_it_takes_reports_is_told_only_where_a_page_says_so(status: Status, shown: bool) -> None:
    profile = full(reporting=reporting(status=status))["not_alone"]

    assert (profile["reporting"] is not None) is shown


def test_a_number_is_given_as_it_is_dialled_with_what_it_costs() -> None:
    phones = full(phones=(phone(channel=Channel.SMS, cost=Cost.FREE), phone(cost=Cost.UNKNOWN)))["phones"]

    assert (phones[0]["number"], phones[0]["type"], phones[0]["description"]) == ("0800 1111", "sms", "Free to call")
    assert "description" not in phones[1]


def test_the_day_it_was_assured_is_of_a_check_that_holds() -> None:
    def check(on: str, *, holds: bool) -> Check:
        return Check(fact=Fact.PHONES, method=Method.PAGE_READ, url=None, on=on, by="moderator", holds=holds)

    service = full(checks=(check("2026-03-01", holds=True), check("2026-09-01", holds=False)))

    assert service["assured_date"] == "2026-03-01"


AREAS = [
    ({"id": "gb-example"}, ("United Kingdom", "GB", "ISO 3166-1")),
    ({"scope": Scope.REGIONAL, "region": "GB-SCT"}, ("Scotland, United Kingdom", "GB-SCT", "ISO 3166-2")),
    ({"id": "zz-example", "phones": ()}, ("Every country", None, None)),
]


@pytest.mark.parametrize(("facts", "area"), AREAS)
def test_where_it_answers_is_told_by_code(facts, area) -> None:
    found = full(**facts)["service_areas"][0]

    assert (found["name"], found.get("extent"), found.get("extent_type")) == area


def test_an_address_beyond_ascii_is_written_as_a_uri() -> None:
    service = full(website="https://www.example.org.uk/hilfe-für-dich")

    assert service["url"] == "https://www.example.org.uk/hilfe-f%C3%BCr-dich"
    assert service["not_alone"]["website"] == "https://www.example.org.uk/hilfe-für-dich"


def test_who_runs_two_services_names_both() -> None:
    run = [listing(id="gb-one", name="One"), listing(id="gb-two", name="Two")]

    found = referrals.organization(referrals.organization_id(run[0]), run).model_dump(mode="json")

    assert (found["name"], found["description"]) == ("Example", "Runs One, Two.")
    assert [one["name"] for one in found["services"]] == ["One", "Two"]
    assert list(standard.faults("organization", found)) == []


def test_bodies_of_one_name_in_two_countries_are_two() -> None:
    here, there = listing(), listing(id="ie-example", phones=())

    assert referrals.organization_id(here) != referrals.organization_id(there)


def test_each_kind_is_a_term_with_its_own_id() -> None:
    terms = [referrals.TERMS[kind] for kind in Kind]

    assert len({term.id for term in terms}) == len(Kind)
    assert {term.taxonomy for term in terms} == {"kind"}


WEEK = "MO,TU,WE,TH,FR,SA,SU"
HOURS = [
    ("24/7", [(WEEK, "00:00", "24:00")]),
    ("Mo-Fr 09:00-17:00", [("MO,TU,WE,TH,FR", "09:00", "17:00")]),
    ("Su-Tu 09:00-17:00", [("SU,MO,TU", "09:00", "17:00")]),  # a week has no beginning
    ("Mo,We 10:00-12:00,14:00-20:00", [("MO,WE", "10:00", "12:00"), ("MO,WE", "14:00", "20:00")]),
    ("Mo-Fr 08:00-22:00; Sa 22:00-06:00", [("MO,TU,WE,TH,FR", "08:00", "22:00"), ("SA", "22:00", "06:00")]),
    # what rules would say only half of
    ("Mo-Su 10:00-20:00; Su 12:00-20:00", []),  # the second overrules the first
    ("Mo-Fr 09:00-17:00; PH off", []),
    ("Mo-Su,PH 09:00-17:00", []),
    ("Mo-Su 16:00-21:00; Dec 29-Jan 03 off", []),
    ("09:00-17:00", []),
]


@pytest.mark.parametrize(("hours", "rules"), HOURS)
def test_hours_are_rules_only_where_these_say_the_whole(hours: str, rules) -> None:
    assert [tuple(rule) for rule in weekly.rules(hours)] == rules


@pytest.mark.parametrize(("hours", "freq"), [("Mo-Fr 09:00-17:00", "WEEKLY"), ("Mo-Fr 09:00-17:00; PH off", None)])
def test_hours_are_always_told_in_full(hours: str, freq) -> None:
    schedule = full(phones=(phone(hours=hours),))["schedules"][0]

    assert schedule["description"] == f"0800 1111 (voice): {hours}"
    assert schedule.get("freq") == freq
