"""What a card says of a service, and what it does not claim."""

import re
from datetime import UTC, datetime

import pytest
from werkzeug.test import Client

from resources import cards, directory, i18n, publish
from resources.cards import Card
from resources.editions import Shelf
from resources.listing import SiteNote
from resources.terms import Channel, Cost, EmergencyService, EvidenceKind, Fact, SiteTrait, Status
from tests.builders import country, emergency, evidence, listing, phone
from tests.conftest import ROOT, Clock
from tests.pressing import pressed

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LOCALES = i18n.load(ROOT / "translations")
pytestmark = pytest.mark.usefixtures("english")


def card(now: datetime = NOON, **changes) -> Card:
    return Card(directory.look(listing(**changes), now))


def plain(text: str) -> str:
    """Write every kind of space as one; which kind CLDR uses is not our claim."""
    return re.sub(r"\s", " ", text)


@pytest.mark.parametrize(
    ("hours", "now", "status"),
    [
        ("24/7", NOON, "Open day and night"),
        ("Mo-Fr 09:00-17:00", NOON, "Open now, until 5:00 PM"),
        ("Mo-Fr 09:00-17:00", datetime(2026, 11, 24, 20, tzinfo=UTC), "Closed now. Opens: Wed 9:00 AM"),
        ("Mo-Su 09:00-24:00", NOON, "Open now, until midnight"),
        ("We 00:00-09:00", NOON, "Closed now. Opens at midnight"),
        ("Th 00:00-09:00", NOON, "Closed now. Opens: midnight between Wed and Thu"),
        (None, NOON, "We do not know its hours"),
        # a holiday that the hours do not name: nothing is claimed, what is known is shown
        ("Mo-Fr 09:00-17:00", datetime(2026, 12, 25, 12, tzinfo=UTC), "Mon–Fri, 9:00 AM – 5:00 PM"),
    ],
)
def test_a_phone_says_whether_somebody_answers_and_never_guesses(hours: str | None, now: datetime, status: str) -> None:
    assert plain(card(now, phones=(phone(hours=hours),)).contacts[0].status) == status


def test_where_the_zone_is_not_known_the_hours_are_shown_and_nothing_is_claimed() -> None:
    american = card(id="us-example", phones=(phone(number="911", hours="Mo-Su 09:00-17:00"),))

    assert plain(american.contacts[0].status) == "every day, 9:00 AM – 5:00 PM"
    assert not american.contacts[0].is_open


@pytest.mark.parametrize(
    ("channel", "href", "verb"),
    [
        (Channel.VOICE, "tel:08001111", ""),
        (Channel.SMS, "sms:08001111", "Text"),
        (Channel.TEXTPHONE, "tel:08001111", "Textphone"),
    ],
)
def test_a_number_opens_what_it_is_for(channel: Channel, href: str, verb: str) -> None:
    contact = card(phones=(phone(channel=channel),)).contacts[0]

    assert (contact.href, contact.verb) == (href, verb)


def test_what_each_way_leaves_behind_is_said_once() -> None:
    both = card(
        phones=(phone(), phone(number="116 111"), phone(channel=Channel.SMS)), chat="https://www.example.org.uk/chat"
    )

    assert both.leaves_behind == (
        "A call stays in the phone’s call list. It may stand on the bill.",
        "A message stays on the phone until you delete it.",
        "A chat may stay in the list of pages that this browser keeps.",
    )


def test_facts_that_no_page_gives_are_not_said() -> None:
    assert card(anonymous=None, languages=(), phones=(phone(cost=Cost.UNKNOWN),)).facts == ()


def test_facts_that_a_page_gives_are_said() -> None:
    assert card(anonymous=True, languages=("en", "cy")).facts == (
        "Free to call",
        "You need not give your name",
        "Answers in: English and Welsh",
    )


def test_phones_of_different_cost_get_no_common_cost() -> None:
    assert card(languages=(), phones=(phone(), phone(number="116 111", cost=Cost.PAID))).facts == ()


@pytest.mark.parametrize(("e164", "is_local_only"), [(None, True), ("+448001111", False)])
def test_a_number_without_an_international_form_may_not_work_from_abroad(e164: str | None, is_local_only: bool) -> None:
    assert card(phones=(phone(e164=e164),)).is_local_only is is_local_only


@pytest.mark.parametrize(
    ("listing_id", "name_en", "language"),
    [
        ("gb-example", None, "en"),  # no English rendering: the name is English
        ("fr-example", "Example", "fr"),  # one official language
        ("be-example", "Example", ""),  # several: not known
    ],
)
def test_a_name_has_its_own_language_where_that_is_sure(listing_id: str, name_en: str | None, language: str) -> None:
    numbers = {"gb": "0800 1111", "fr": "119", "be": "103"}
    found = card(id=listing_id, name_en=name_en, phones=(phone(number=numbers[listing_id[:2]]),))

    assert found.name_language == language


@pytest.mark.parametrize(
    ("listing_id", "number", "locale", "english"),
    [
        ("fr-example", "119", "en", "Example"),
        ("fr-example", "119", "fr", ""),  # who reads French needs no English name beside it
        ("be-example", "103", "fr", "Example"),  # the name may be Dutch
    ],
)
def test_the_english_name_stands_beside_one_that_a_reader_may_not_read(
    listing_id: str, number: str, locale: str, english: str
) -> None:
    found = card(id=listing_id, name_en="Example", name="Exemple", phones=(phone(number=number),))

    with i18n.speaking(LOCALES[locale]):
        assert found.english_name == english


def test_emergency_numbers_that_reach_most_come_first_and_a_bare_fire_line_never() -> None:
    fire, ambulance, police = EmergencyService.FIRE, EmergencyService.AMBULANCE, EmergencyService.POLICE
    found = cards.emergency_numbers(
        [
            emergency("18", fire),
            emergency("15", ambulance),
            emergency("17", police),
            emergency("112", *EmergencyService),
        ]
    )

    assert [(item.number, item.who) for item in found] == [("112", ""), ("17", "Police"), ("15", "Ambulance")]


def test_the_police_come_before_a_number_that_reaches_others() -> None:
    police, ambulance, fire = EmergencyService

    found = cards.emergency_numbers([emergency("112", ambulance, fire), emergency("110", police)])

    assert [item.number for item in found] == ["110", "112"]


def test_an_emergency_number_that_waits_for_a_moderator_is_not_shown() -> None:
    assert cards.emergency_numbers([emergency("112", *EmergencyService, status=Status.CANDIDATE)]) == ()


def test_the_strongest_page_that_names_the_fact_is_its_source() -> None:
    weak = evidence(kind=EvidenceKind.SECONDARY, supports=(Fact.PHONES,))
    other = evidence(kind=EvidenceKind.OFFICIAL, supports=(Fact.NAME,))

    assert cards.strongest([other, weak], Fact.PHONES) == weak


def test_sites_that_one_is_about_to_enter_are_named_with_what_was_noticed_there() -> None:
    note = SiteNote(trait=SiteTrait.TRACKS, url="https://chat.example.org/", on="2026-11-01")
    item = listing(website="https://www.example.org.uk/", chat="https://chat.example.org/", site_notes=(note,))

    sites = Card(directory.look(item, NOON)).sites

    assert [(site.name, site.notes) for site in sites] == [("example.org.uk", ()), ("example.org", (note,))]


def test_what_was_noticed_at_a_site_is_said_where_its_link_stands(tmp_path):
    note = SiteNote(trait=SiteTrait.TRACKS, url="https://chat.example.org/", on="2026-11-01")
    noted = listing(chat="https://chat.example.org/", site_notes=(note,))
    publish.publish([country(noted)], Shelf(tmp_path / "editions"), now=NOON)

    page = Client(pressed(tmp_path, Clock())).get("/en/gb/").text

    assert "<bdi>example.org</bdi>: Other companies can see that you are there." in page
