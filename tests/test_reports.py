"""The page that leads a concern to those who take it, as a reader without script gets it."""

import gzip

import pytest
import textstat
from bs4 import Tag

from resources import reports, seeds, words
from resources.aliases import alias
from resources.concerns import Concern
from resources.guidance import Reason, Route
from resources.listing import Country
from resources.terms import Scope
from tests.house_rules import Document, Visitor

PAGE_BYTES = 14_600  # compressed: what the first flight of packets carries on today's networks
MAX_GRADE = 4.0  # as counted by hyphenation, up to 1.6 below a dictionary's count: this holds 6 by dictionary
MAX_WORDS = 16  # a sentence
LOCALES = ("en", "ar", "de", "es", "fr", "uk")
IDS = {alias(listing.id): listing.id for country in seeds.load() for listing in country.listings}


def concern(page: Document, wanted: Concern) -> Tag:
    """Find the part that opens in place for a concern."""
    parts = [part for part in page.soup.select("details.concern") if words.LABELS[Concern][wanted] in part.summary.text]
    assert len(parts) == 1
    return parts[0]


def channels(part: Tag) -> list[str]:
    """Give the ids of the services behind the links, in order."""
    return [IDS[str(link["href"]).split("/")[-2]] for link in part.select(".channel a[href^='/en/listing/']")]


def answers(card: Tag) -> dict[str, str]:
    return {row.dt.text.strip(): row.dd.text.strip() for row in card.select("dl > div")}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", ["gb", "us", "aq"])
def test_the_page_keeps_the_house_rules_and_the_budget(page: Visitor, locale: str, code: str) -> None:
    report = page(f"/{locale}/{code}/report/")

    assert len(gzip.compress(report.response.data)) <= PAGE_BYTES


def test_every_country_has_the_page(page: Visitor, countries: tuple[Country, ...]) -> None:
    largest = max(countries, key=lambda country: len(country.listings))

    assert len(page(f"/en/{largest.country.lower()}/report/").soup.select("details.concern")) == len(Concern)
    assert page("/en/zz/report/", status=404)


def test_every_concern_opens_in_place_and_begins_closed(page: Visitor) -> None:
    parts = page("/en/gb/report/").soup.select("details.concern")

    assert [part.summary.text for part in parts] == [words.LABELS[Concern][item] for item in reports.ASKED]
    assert not any(part.has_attr("open") for part in parts)
    assert not any(part.summary.select("a") for part in parts)


def test_danger_comes_before_everything(page: Visitor) -> None:
    report = page("/en/gb/report/")

    first = report.soup.select("main a[href]")[0]

    assert first.text == "999"
    assert concern(report, Concern.NOW).select("a[href^='tel:']")[0].text == "999"


def test_a_page_seen_leads_to_the_hotlines_own_report_page(page: Visitor) -> None:
    card = concern(page("/en/gb/report/"), Concern.SEEN).select(".channel")[0]

    assert card.h3.text.strip() == "Internet Watch Foundation"
    assert card.select("a.call")[0]["href"] == "https://www.iwf.org.uk/report"
    assert "iwf.org.uk" in card.select("a.call")[0].text
    assert answers(card)["Staying unnamed"] == "You choose whether to give your name"
    assert answers(card)["What it asks for"] == "the web address and how to reach you, if you want"
    assert answers(card)["Languages"] == "It does not say"


def test_every_channel_answers_the_same_questions_in_the_same_order(page: Visitor) -> None:
    cards = concern(page("/en/us/report/"), Concern.PICTURE).select(".channel")
    asked = ["Staying unnamed", "What it asks for", "Passes reports to", "How fast it answers", "Languages"]

    assert len(cards) > 3
    assert {tuple(list(answers(card))[:5]) for card in cards} == {tuple(asked)}


def test_support_is_not_asked_what_only_those_who_take_reports_can_say(page: Visitor) -> None:
    support, police = concern(page("/en/ie/report/"), Concern.PAST).select("h3 ~ .beside")[-1].select(".channel")[:2]

    assert list(answers(support)) == ["Staying unnamed", "Languages"]
    assert "Passes reports to" in answers(police)


def test_a_channel_without_a_page_about_its_reports_says_so(page: Visitor) -> None:
    card = concern(page("/en/jp/report/"), Concern.TOLD).select(".channel")[0]

    assert set(answers(card).values()) >= {"It does not say"}


@pytest.mark.parametrize(
    ("code", "wanted", "first"),
    [
        ("us", Concern.PICTURE, ["zz-take-it-down"]),
        ("ie", Concern.PAST, ["ie-drcc", "ie-garda-csa-line"]),
        ("ca", Concern.CONTACT, ["ca-cybertip", "ca-rcmp-ncecc"]),
        ("de", Concern.WORK, ["de-internet-beschwerdestelle"]),
        ("au", Concern.GAME, ["au-accce", "au-esafety"]),
    ],
)
def test_a_concern_shows_the_channels_that_guidance_chose(
    page: Visitor, code: str, wanted: Concern, first: list[str]
) -> None:
    assert channels(concern(page(f"/en/{code}/report/"), wanted))[: len(first)] == first


def test_age_at_the_time_of_the_picture_parts_the_ways(page: Visitor) -> None:
    part = concern(page("/en/gb/report/"), Concern.PICTURE)
    headings = [heading.text for heading in part.select("h3")]

    assert headings == [
        "If you were under 18 in it, or it is your child",
        "If you were under 18 in it, and are older now",
        "If you were 18 or over in it",
    ]
    assert channels(part)[0] == "gb-report-remove"
    assert channels(part)[-1] == "zz-stopncii"


def test_an_asker_is_named_only_where_led_elsewhere_than_the_one_before(page: Visitor) -> None:
    headings = concern(page("/en/us/report/"), Concern.PICTURE).select("h3")

    assert [heading.text for heading in headings] == [
        "If you were under 18 in it, or it is your child",
        "If you were 18 or over in it",
    ]


def test_regional_services_are_named_by_their_region_and_not_as_the_whole_countrys(page: Visitor) -> None:
    part = concern(page("/en/au/report/"), Concern.TOLD)

    regional = [item.text.strip() for item in part.select("li")]

    assert regional[0].startswith("Australian Capital Territory:")
    assert len(regional) > 5


def test_a_regional_service_whose_region_has_no_code_is_shown_with_its_note(
    page: Visitor, countries: tuple[Country, ...]
) -> None:
    line = next(item for country in countries for item in country.listings if item.id == "so-gredo-9997")

    shown = concern(page("/en/so/report/"), Concern.PAST).text

    assert (line.scope, line.region) == (Scope.REGIONAL, None)
    assert line.name in shown
    assert str(line.notes) in shown


def test_a_country_without_anything_found_says_so_and_leads_on(page: Visitor) -> None:
    part = concern(page("/en/aq/report/"), Concern.NOW)

    assert "We found no official body in this country" in part.text
    assert words.LABELS[Route][Route.POLICE_STATION] in part.text
    assert part.select("a[href='/en/help/no-service-here/']")


def test_somebody_to_talk_to_is_named_as_such(page: Visitor) -> None:
    part = concern(page("/en/gb/report/"), Concern.CONTACT)

    assert words.LABELS[Reason][Reason.TALK] in part.text
    assert "Childline" in part.text
    assert "gb-childline" not in channels(part)


def test_the_page_leads_to_all_there_is_to_read_about_reporting(page: Visitor) -> None:
    slugs = ("before-you-report", "after-you-report", "nobody-answers", "professionals", "no-service-here")

    links = page("/en/aq/report/").links()

    assert {f"/en/help/{slug}/" for slug in slugs} <= set(links)


def test_the_page_takes_no_report_itself(page: Visitor) -> None:
    assert page("/en/gb/report/").soup.select("form, input, textarea") == []


def test_a_ten_year_old_can_read_it(page: Visitor) -> None:
    measure = textstat.textstat
    measure.set_lang("en-GB")  # plain "en" fetches a dictionary from the network
    prose = " ".join(part.get_text() for part in page("/en/aq/report/").soup.select("main p, main li"))

    assert measure.flesch_kincaid_grade(prose.replace("’", "'")) <= MAX_GRADE


def test_no_sentence_is_long() -> None:
    labels = [text for terms in (Concern, Reason, Route) for text in words.LABELS[terms].values()]
    headings = [asker.heading for askers in reports.ASKED.values() for asker in askers]

    assert [text for text in (*labels, *headings) if max(map(len, map(str.split, text.split(".")))) > MAX_WORDS] == []


def test_no_plain_word_of_a_filter_stands_in_our_own_words(page: Visitor) -> None:
    ours = page("/en/aq/report/").one("main").text.lower()

    assert not [word for word in ("porn", "nude", "naked", "rape", "explicit", "xxx") if word in ours]


def test_every_reason_that_a_channel_can_have_is_put_into_words() -> None:
    silent = {Reason.DANGER, Reason.ANYWHERE}  # a number and a route speak for themselves

    assert set(words.LABELS[Reason]) == set(Reason) - silent
    assert set(words.LABELS[Route]) == set(Route)
    assert set(words.LABELS[Concern]) == set(Concern) == set(reports.ASKED)
