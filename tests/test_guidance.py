"""Which channels a concern is led to, in which order, and what never happens on the way."""

from collections.abc import Iterator
from itertools import product

import phonenumbers
import pytest

from resources import guidance, places
from resources.concerns import Age, Concern, Question
from resources.directory import Who
from resources.guidance import MOST, Guidance, Reason, Route, Step
from resources.listing import Country, Emergency, Listing
from resources.terms import Audience, EmergencyService, Fact, Kind, Network, Scope, Situation, Status
from tests import builders

TAKERS = {  # what a channel must take, by concern
    Concern.SEEN: {"web_content"},
    Concern.CONTACT: {"online_contact"},
    Concern.PICTURE: {"own_image", "web_content", "online_contact"},
    Concern.NOW: {"abuse_now"},
    Concern.PAST: {"abuse_past"},
    Concern.MISSING: {"missing_child"},
    Concern.GAME: {"online_contact", "app_or_game"},
    Concern.TOLD: {"abuse_now", "abuse_past"},
    Concern.WORK: {"web_content"},
}
STANDS_FOR = {  # what a service takes by its kind, where no page says more
    Kind.REPORT_CONTENT: {"web_content"},
    Kind.IMAGE_REMOVAL: {"own_image"},
    Kind.POLICE_REPORT: {"abuse_now", "abuse_past"},
    Kind.CHILD_PROTECTION: {"abuse_now"},
    Kind.MISSING_CHILD: {"missing_child"},
}
TO_TALK = {Reason.SUPPORT, Reason.TALK, Reason.ASK}  # named as such on the page; they need take nothing
WITHOUT_FILE = "AQ"

Answer = tuple[Question, Country, Guidance]


@pytest.fixture(scope="module")
def everywhere(countries: tuple[Country, ...]) -> dict[str, Country]:
    """All countries and territories, those without a file too."""
    empty = {code: builders.country(code=code) for code in places.COUNTRIES}
    return empty | {country.country: country for country in countries if country.country != places.EVERYWHERE}


@pytest.fixture(scope="module")
def worldwide(countries: tuple[Country, ...]) -> tuple[Listing, ...]:
    return next(country.listings for country in countries if country.country == places.EVERYWHERE)


@pytest.fixture(scope="module", params=list(Concern))
def answers(request, everywhere, worldwide) -> list[Answer]:
    """Every answer to one concern: whoever asks, whatever the age, wherever."""
    questions = [Question(request.param, who, age) for who, age in product(Who, Age)]
    return [
        (question, country, guidance.channels(question, country, worldwide))
        for question, country in product(questions, everywhere.values())
    ]


def listed(found: Guidance) -> Iterator[tuple[Reason, Listing]]:
    return ((step.reason, step.channel) for step in (*found.steps, *found.also) if isinstance(step.channel, Listing))


def takes(listing: Listing) -> set[str]:
    proven = listing.proven_reporting
    return set(proven.accepts) if proven else STANDS_FOR.get(listing.kind, set())


def is_channel(step: Step, concern: Concern) -> bool:
    """Whether a step takes the concern itself, rather than listens."""
    return not isinstance(step.channel, Listing) or bool(takes(step.channel) & TAKERS[concern])


def is_foreign(number: str, country: str) -> bool:
    home = phonenumbers.country_code_for_region(country)
    return number.startswith("+") and phonenumbers.parse(number).country_code != home


def name(step: Step) -> str:
    """How the tables below write a step."""
    return str(getattr(step.channel, "id", getattr(step.channel, "number", step.channel)))


def test_every_country_and_territory_is_asked_about(everywhere) -> None:
    assert sorted(everywhere) == sorted(places.COUNTRIES)
    assert everywhere[WITHOUT_FILE].listings == ()


def test_an_answer_is_never_empty(answers: list[Answer]) -> None:
    assert [(asked, country.country) for asked, country, found in answers if not found.steps] == []


def test_an_answer_always_holds_a_channel_that_takes_the_concern(answers: list[Answer]) -> None:
    without = [
        (asked, country.country)
        for asked, country, found in answers
        if not any(is_channel(step, asked.concern) for step in (*found.steps, *found.also))
    ]

    assert without == []


def test_a_channel_always_takes_the_concern_it_is_given_for(answers: list[Answer]) -> None:
    misled = [
        (asked, listing.id)
        for asked, _, found in answers
        for reason, listing in listed(found)
        if reason not in TO_TALK and not takes(listing) & TAKERS[asked.concern]
    ]

    assert misled == []


def test_the_first_answer_is_never_of_another_country(answers: list[Answer]) -> None:
    abroad = [
        (asked, country.country, listing.id)
        for asked, country, found in answers
        for _, listing in list(listed(found))[:1]
        if listing.country not in (country.country, places.EVERYWHERE)
        or any(is_foreign(phone.number, country.country) for phone in listing.phones[:1])
    ]

    assert abroad == []


def test_a_service_for_every_country_is_never_a_number(answers: list[Answer]) -> None:
    numbers = [
        (asked, listing.id)
        for asked, _, found in answers
        for _, listing in listed(found)
        if listing.country == places.EVERYWHERE and listing.phones
    ]

    assert numbers == []


def test_a_candidate_is_never_shown(answers: list[Answer]) -> None:
    assert [item.id for _, _, found in answers for _, item in listed(found) if item.status is not Status.LISTED] == []


def test_more_than_three_channels_are_never_side_by_side(answers: list[Answer]) -> None:
    others = {Reason.DANGER, Reason.TALK, Reason.ASK, Reason.ANYWHERE}

    beside = [sum(step.reason not in others for step in found.steps) for *_, found in answers]

    assert max(beside) <= MOST


def test_nothing_is_named_twice(answers: list[Answer]) -> None:
    assert [found for *_, found in answers if len(set(map(name, found.steps))) != len(found.steps)] == []


@pytest.mark.parametrize("concern", [Concern.NOW, Concern.MISSING])
@pytest.mark.parametrize("who", list(Who))
def test_where_danger_is_now_the_emergency_number_is_first(concern, who, everywhere, worldwide) -> None:
    helpful = {EmergencyService.POLICE, EmergencyService.AMBULANCE}
    known = {
        country.country
        for country in everywhere.values()
        if any(item.status is Status.LISTED and helpful & set(item.services) for item in country.emergency)
    }

    first = {
        country.country
        for country in everywhere.values()
        if isinstance(guidance.channels(Question(concern, who), country, worldwide).steps[0].channel, Emergency)
    }

    assert first == known


def test_the_emergency_number_is_the_countrys_own_and_reaches_the_police(everywhere, worldwide) -> None:
    first = guidance.channels(Question(Concern.NOW, Who.CHILD), everywhere["DE"], worldwide).steps[0]

    assert name(first) == "110"


TABLE = [
    # illegal pictures seen, in the United Kingdom: the national hotline
    (Concern.SEEN, Who.ADULT, Age.UNDER_18, "GB", ["gb-iwf"]),
    # own picture, under 18, in the United Kingdom: Report Remove, which is for the child itself
    (Concern.PICTURE, Who.CHILD, Age.UNDER_18, "GB", ["gb-report-remove", "gb-iwf", "gb-ceop"]),
    # taken at 15, adult now: Report Remove is closed to adults
    (Concern.PICTURE, Who.ADULT, Age.UNDER_18, "GB", ["zz-take-it-down", "gb-iwf"]),
    # taken as an adult: never a service for children's pictures
    (Concern.PICTURE, Who.ADULT, Age.ADULT, "GB", ["gb-revenge-porn-helpline", "zz-stopncii"]),
    # own picture at 15, in the United States: Take It Down first
    (Concern.PICTURE, Who.CHILD, Age.UNDER_18, "US", ["zz-take-it-down", "us-cybertipline"]),
    # abused at 9 and now 40, in Ireland: a service for adults, and the police's line for past abuse
    (Concern.PAST, Who.ADULT, Age.UNDER_18, "IE", ["ie-drcc", "ie-garda-csa-line"]),
    # a son blackmailed with pictures, in Canada: Cybertip and the police, whichever way it is told
    (Concern.CONTACT, Who.PARENT, Age.UNDER_18, "CA", ["ca-cybertip", "ca-rcmp-ncecc"]),
    (Concern.PICTURE, Who.PARENT, Age.UNDER_18, "CA", ["zz-take-it-down", "ca-cybertip", "ca-rcmp-ncecc"]),
    # an address to report from a small hosting company, in Germany: the INHOPE hotline
    (Concern.WORK, Who.PROFESSIONAL, Age.UNDER_18, "DE", ["de-internet-beschwerdestelle"]),
    # a classmate's disclosure to a teacher, in France: the national line for children in danger, which passes it on
    (Concern.TOLD, Who.PROFESSIONAL, Age.UNDER_18, "FR", ["fr-119", "fr-arretons-les-violences"]),
    # the same in Germany: no line for the whole country, but each town has its office
    (Concern.TOLD, Who.PROFESSIONAL, Age.UNDER_18, "DE", ["de-jugendamt"]),
    # someone presses a child online, in Germany, France and Italy
    (Concern.CONTACT, Who.CHILD, Age.UNDER_18, "DE", ["de-zebra"]),
    (Concern.CONTACT, Who.CHILD, Age.UNDER_18, "FR", ["fr-masecurite-mineurs", "fr-pharos"]),
    (Concern.CONTACT, Who.CHILD, Age.UNDER_18, "IT", ["it-commissariato-ps"]),
    # abused as a child, adult now, in France
    (Concern.PAST, Who.ADULT, Age.UNDER_18, "FR", ["fr-ciivise", "fr-arretons-les-violences"]),
    # a child in danger, in Spain: the children's helpline, not the one for computers
    (Concern.NOW, Who.CHILD, Age.UNDER_18, "ES", ["112", "es-anar"]),
    # somebody met in a game, in Australia: the police centre, and the regulator that takes apps and games
    (Concern.GAME, Who.CHILD, Age.UNDER_18, "AU", ["au-accce", "au-esafety"]),
    # a page seen in a country without a hotline: the portals that take reports from every country
    (Concern.SEEN, Who.ADULT, Age.UNDER_18, "NG", ["zz-iwf", "zz-icmec-directory"]),
    # a page seen in a country with a portal of its own: that one
    (Concern.SEEN, Who.ADULT, Age.UNDER_18, "HT", ["ht-iwf-portal"]),
    # a child in danger where nothing is known at all: what works anywhere
    (Concern.NOW, Who.CHILD, Age.UNDER_18, WITHOUT_FILE, [Route.TRUSTED_ADULT, Route.POLICE_STATION]),
    (Concern.NOW, Who.PARENT, Age.UNDER_18, WITHOUT_FILE, [Route.POLICE_STATION]),
]


@pytest.mark.parametrize(("concern", "who", "age", "country", "first"), TABLE)
def test_named_cases_begin_with_the_right_channels(concern, who, age, country, first, everywhere, worldwide) -> None:
    found = guidance.channels(Question(concern, who, age), everywhere[country], worldwide)

    assert [name(step) for step in found.steps][: len(first)] == first


SAYS_SO = builders.evidence(supports=(Fact.ACCEPTS,))
HOTLINE = {"kind": Kind.REPORT_CONTENT, "audiences": (Audience.EVERYONE,)}
REPORT_PAGE = {"phones": (), "report_url": "https://www.example.org.uk/report"}
NUMBER = builders.phone(number="+44 20 7946 0000")
SUPPORT = builders.listing(id="gb-support", kind=Kind.SURVIVOR_SUPPORT, audiences=(Audience.ADULT_SURVIVOR,))


def led(*own: Listing, concern=Concern.SEEN, who=Who.ADULT, age=Age.UNDER_18, worldwide=()) -> Guidance:
    return guidance.channels(Question(concern, who, age), builders.country(*own), worldwide)


def steps(found: Guidance) -> list[tuple[str, str]]:
    return [(step.reason, name(step)) for step in found.steps]


def test_hotlines_under_common_rules_come_before_those_that_stand_alone() -> None:
    alone = builders.listing(id="gb-alone", name="A", **HOTLINE)
    portal = builders.listing(id="gb-portal", name="B", networks=(Network.IWF_PORTAL,), **HOTLINE)
    member = builders.listing(id="gb-member", name="C", networks=(Network.INHOPE,), **HOTLINE)

    assert [name(step) for step in led(alone, portal, member).steps] == ["gb-member", "gb-portal", "gb-alone"]


@pytest.mark.parametrize(
    ("own", "first"),
    [
        ({"status": Status.LISTED}, (Reason.HOTLINE, "gb-own")),
        # a candidate is no hotline, so the portal for every country stands in
        ({"status": Status.CANDIDATE}, (Reason.PORTAL, "zz-iwf")),
        # nor is a hotline that is not open to the one who asks
        ({"audiences": (Audience.PROFESSIONAL,)}, (Reason.PORTAL, "zz-iwf")),
        # nor one that says it takes something else
        ({"reporting": builders.reporting(Situation.TRAFFICKING)}, (Reason.PORTAL, "zz-iwf")),
    ],
)
def test_a_portal_stands_in_only_where_there_is_no_hotline(own: dict[str, object], first: tuple[str, str]) -> None:
    portal = builders.listing(id="zz-iwf", scope=Scope.INTERNATIONAL, **HOTLINE, **REPORT_PAGE)

    found = led(builders.listing(id="gb-own", **(HOTLINE | own)), worldwide=(portal,))

    assert steps(found)[0] == first


def test_a_gap_is_told_and_ends_at_the_police_station() -> None:
    helpline = builders.listing(id="gb-helpline")

    found = led(helpline)

    assert found.is_gap
    assert steps(found) == [(Reason.ASK, "gb-helpline"), (Reason.ANYWHERE, Route.POLICE_STATION)]


def test_the_best_of_every_link_comes_before_the_second_of_any() -> None:
    hotlines = [builders.listing(id=f"gb-hotline-{name}", name=name, **HOTLINE) for name in "abc"]
    takes_pages = builders.reporting(Situation.WEB_CONTENT, who=(Audience.EVERYONE,))
    police = builders.listing(id="gb-police", kind=Kind.POLICE_REPORT, reporting=takes_pages)

    found = led(*hotlines, police)

    assert [name(step) for step in found.steps] == ["gb-hotline-a", "gb-police", "gb-hotline-b"]


def test_a_service_of_one_region_stands_beside_never_first() -> None:
    line = {"kind": Kind.CHILD_PROTECTION, "audiences": (Audience.EVERYONE,)}
    scottish = builders.listing(id="gb-scottish", scope=Scope.REGIONAL, region="GB-SCT", **line)

    found = led(scottish, concern=Concern.TOLD, who=Who.PROFESSIONAL)

    assert [name(step) for step in found.also] == ["gb-scottish"]
    assert steps(found) == [(Reason.ANYWHERE, Route.POLICE_STATION)]
    assert not found.is_gap


@pytest.mark.parametrize(
    ("accepts", "concern", "is_used"),
    [
        # the police take reports of abuse by what they are
        ((Situation.ABUSE_PAST,), Concern.PAST, True),
        # a portal thought to be for pages only is not given past abuse
        ((Situation.WEB_CONTENT,), Concern.PAST, False),
        # nor pages, while no page of its own says so
        ((Situation.WEB_CONTENT,), Concern.SEEN, False),
    ],
)
def test_what_no_page_proves_narrows_and_adds_nothing(
    accepts: tuple[Situation, ...], concern: Concern, is_used: bool
) -> None:
    waiting = builders.reporting(*accepts, status=Status.CANDIDATE, evidence=(builders.evidence(),))
    police = builders.listing(
        id="gb-police", kind=Kind.POLICE_REPORT, audiences=(Audience.EVERYONE,), reporting=waiting
    )

    assert (led(police, concern=concern).steps[0].channel == police) == is_used


@pytest.mark.parametrize(
    ("who", "age", "audience", "reason"),
    [
        (Who.CHILD, Age.UNDER_18, Audience.CHILD, Reason.REMOVAL),
        # a parent can sit beside the child who asks
        (Who.PARENT, Age.UNDER_18, Audience.CHILD, Reason.THEMSELVES),
        (Who.PROFESSIONAL, Age.UNDER_18, Audience.CHILD, Reason.THEMSELVES),
        (Who.PARENT, Age.UNDER_18, Audience.PARENT, Reason.REMOVAL),
        # a service for children's pictures is closed to adults' pictures and to adults
        (Who.ADULT, Age.UNDER_18, Audience.CHILD, Reason.ANYWHERE),
        (Who.ADULT, Age.ADULT, Audience.CHILD, Reason.ANYWHERE),
        # a service for adults only takes adults' pictures only
        (Who.ADULT, Age.UNDER_18, Audience.ADULT_SURVIVOR, Reason.ANYWHERE),
        (Who.ADULT, Age.ADULT, Audience.ADULT_SURVIVOR, Reason.REMOVAL),
    ],
)
def test_age_and_asker_decide_who_takes_a_picture_down(who, age, audience, reason) -> None:
    removal = builders.listing(kind=Kind.IMAGE_REMOVAL, audiences=(audience,))

    assert led(removal, concern=Concern.PICTURE, who=who, age=age).steps[0].reason == reason


@pytest.mark.parametrize(
    ("who", "audience", "reasons"),
    [
        (Who.CHILD, Audience.CHILD, [Reason.HOTLINE, Reason.TALK]),
        (Who.PARENT, Audience.PARENT, [Reason.HOTLINE, Reason.TALK]),
        (Who.PARENT, Audience.CHILD, [Reason.HOTLINE]),
        (Who.ADULT, Audience.EVERYONE, [Reason.HOTLINE]),
    ],
)
def test_children_and_those_who_care_for_them_are_given_somebody_to_talk_to(who, audience, reasons) -> None:
    hotline = builders.listing(id="gb-hotline", **HOTLINE)
    helpline = builders.listing(id="gb-helpline", audiences=(audience,))

    assert [step.reason for step in led(hotline, helpline, who=who).steps] == reasons


@pytest.mark.parametrize(
    ("concern", "first"), [(Concern.SEEN, "gb-a-net"), (Concern.NOW, "gb-b-all"), (Concern.PAST, "gb-b-all")]
)
def test_a_helpline_made_for_the_internet_comes_first_for_what_happened_there_only(concern, first) -> None:
    net = builders.listing(id="gb-a-net", name="A", networks=(Network.INSAFE,))
    everything = builders.listing(id="gb-b-all", name="B", networks=(Network.CHILD_HELPLINE_INTERNATIONAL,))

    found = led(net, everything, concern=concern, who=Who.CHILD)

    assert next(name(step) for step in found.steps if step.reason is Reason.TALK) == first


def test_nobody_else_to_talk_to_is_named_beside_a_helpline_that_takes_reports() -> None:
    helpline = builders.listing(
        id="gb-takes", reporting=builders.reporting(Situation.ABUSE_NOW, who=(Audience.EVERYONE,))
    )
    other = builders.listing(id="gb-other", name="A")

    found = led(helpline, other, concern=Concern.NOW, who=Who.CHILD)

    assert steps(found) == [(Reason.PROTECTION, "gb-takes")]


def test_a_page_to_report_on_comes_before_a_site_to_search() -> None:
    removal = {"kind": Kind.IMAGE_REMOVAL, "audiences": (Audience.CHILD,)}
    own = builders.listing(id="gb-site", phones=(), **removal)
    anywhere = builders.listing(id="zz-form", scope=Scope.INTERNATIONAL, **removal, **REPORT_PAGE)

    found = led(own, concern=Concern.PICTURE, who=Who.CHILD, worldwide=(anywhere,))

    assert [name(step) for step in found.steps][:2] == ["zz-form", "gb-site"]


@pytest.mark.parametrize(
    ("changes", "is_used"),
    [({}, True), ({"status": Status.CANDIDATE}, False), ({"phones": (NUMBER,)}, False), ({"report_url": None}, False)],
)
def test_for_every_country_only_a_proven_page_to_report_on_is_used(changes: dict[str, object], is_used: bool) -> None:
    removal = {"kind": Kind.IMAGE_REMOVAL, "audiences": (Audience.CHILD,), "scope": Scope.INTERNATIONAL}
    anywhere = builders.listing(id="zz-removal", **(removal | REPORT_PAGE | changes))

    found = led(concern=Concern.PICTURE, who=Who.CHILD, worldwide=(anywhere,))

    assert ((Reason.REMOVAL, "zz-removal") in steps(found)) == is_used


@pytest.mark.parametrize(
    ("concern", "age", "support", "is_asked"),
    [
        (Concern.PAST, Age.UNDER_18, (), True),
        # somebody else is there to be asked
        (Concern.PAST, Age.UNDER_18, (SUPPORT,), False),
        # a helpline for children is no help with pictures of adults
        (Concern.PICTURE, Age.ADULT, (), False),
    ],
)
def test_a_childrens_helpline_is_asked_only_where_nobody_else_is(concern, age, support, is_asked) -> None:
    found = led(builders.listing(id="gb-helpline"), *support, concern=concern, age=age)

    assert ((Reason.ASK, "gb-helpline") in steps(found)) == is_asked


@pytest.mark.parametrize(("who", "is_used"), [(Who.CHILD, True), (Who.ADULT, False)])
def test_who_presses_an_adult_is_no_case_for_those_who_act_for_children(who: Who, is_used: bool) -> None:
    takes_contact = builders.reporting(Situation.ONLINE_CONTACT, who=(Audience.EVERYONE,))
    police = builders.listing(id="gb-police", kind=Kind.POLICE_REPORT, reporting=takes_contact)

    found = led(police, concern=Concern.PICTURE, who=who)

    assert ((Reason.POLICE, "gb-police") in steps(found)) == is_used
