"""Finding a country or a service by what somebody typed."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from resources import finder, places
from resources.finder import LONGEST_TEXT, Hit, Index

SERVICES = (
    ("zm-childline", "ZM", ("Childline 116",)),
    ("ie-childline", "IE", ("Childline",)),
    ("gb-childline", "GB", ("Childline",)),
    ("de-nummer", "DE", ("Nummer gegen Kummer e. V.", "Number against sorrow")),
    ("ro-telefonul", "RO", ("Telefonul Copilului",)),
    ("zz-take-it-down", "ZZ", ("Take It Down",)),
)

LOCALES = ("en", "ar", "de", "es", "fr", "uk", "ja", "hi", "sw")
LONG_NAMES = [
    (code, name)
    for locale in LOCALES
    for code, name in places.sorted_countries(Locale(locale))
    if len(name) >= 6  # a slip in fewer letters makes another word
]


@pytest.fixture(scope="module")
def index() -> Index:
    return finder.index(SERVICES)


def countries(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.country for hit in hits if hit.listing_id is None]


def listing_ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.listing_id for hit in hits if hit.listing_id]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Deutschland", "DE"),
        ("Alemania", "DE"),
        ("ألمانيا", "DE"),
        ("المانيا", "DE"),  # without its hamza
        ("UK", "GB"),
        ("uk", "GB"),
        ("England", "GB"),
        ("america", "US"),
        ("США", "US"),
        ("Holland", "NL"),
        ("KE", "KE"),  # codes of ISO 3166-1
        ("KEN", "KE"),
        ("no", "NO"),
        ("  côte D'IVOIRE!", "CI"),
        ("cote divoire", "CI"),
        ("Trinidad and Tobago", "TT"),  # CLDR writes &
        ("Saint Lucia", "LC"),  # in English CLDR writes St.
        ("the Gambia", "GM"),
        ("Ελλάδα", "GR"),
        ("ελλαδα", "GR"),
        ("日本", "JP"),
        ("한국", "KR"),
        ("भारत", "IN"),
        ("Brasil", "BR"),
        ("Niger", "NE"),  # a name that begins another's
        ("Guinea", "GN"),
        ("Kinshasa", "CD"),  # a word inside a name
        ("Germny", "DE"),  # a letter left out
        ("Gernany", "DE"),  # another letter
        ("Geramny", "DE"),  # two letters changed round
        ("Germmany", "DE"),  # a letter too many
        ("Deutchlant", "DE"),  # two slips in a long name
    ],
)
def test_country_is_found_first(index: Index, text: str, country: str) -> None:
    assert countries(finder.search(index, text, limit=5))[:1] == [country]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("childline", ["gb-childline", "ie-childline", "zm-childline"]),  # its whole name first, then by country
        ("chilldline", ["gb-childline", "ie-childline", "zm-childline"]),  # a slip
        ("CHILDLINE 116", ["zm-childline"]),
        ("Number against sorrow", ["de-nummer"]),  # its name in English
        ("Kummer", ["de-nummer"]),  # a word in its name
        ("numer gegen", ["de-nummer"]),  # a slip in its first words
        ("telefonul", ["ro-telefonul"]),
        ("take it", ["zz-take-it-down"]),
    ],
)
def test_service_is_found_in_every_country_that_has_it(index: Index, text: str, found: list[str]) -> None:
    assert listing_ids(finder.search(index, text, limit=5)) == found


def test_hit_shows_the_name_as_it_is_written(index: Index) -> None:
    hits = finder.search(index, "nummer gegen kummer e v", limit=1)

    assert hits == (Hit("DE", "de-nummer", "Nummer gegen Kummer e. V."),)


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        ("Sonnenblumm", "Sonnenblume", "Sonnenbluhe"),  # one slip before two
        ("Rat auf", "Rat auf Zuruf", "Rat auf Draht und Faden"),  # the shorter name
        ("Draht", "Draht", "Aller Draht"),  # the whole name before a part
        ("Draht", "Drahtlos", "Aller Draht"),  # the beginning before the middle
        ("Dratlos", "Dratlos und frei", "Drahtlos"),  # no slip before one
    ],
)
def test_better_match_comes_first(text: str, better: str, worse: str) -> None:
    index = finder.index([("ad-worse", "AD", (worse,)), ("zw-better", "ZW", (better,))])

    assert listing_ids(finder.search(index, text, limit=9)) == ["zw-better", "ad-worse"]


def test_country_comes_before_service_of_the_same_name() -> None:
    index = finder.index([("ad-ken", "AD", ("KEN",))])

    hits = finder.search(index, "Ken", limit=2)

    assert hits == (Hit("KE", None, "KEN"), Hit("AD", "ad-ken", "KEN"))


def test_of_two_countries_the_one_that_more_languages_call_so_comes_first(index: Index) -> None:
    assert countries(finder.search(index, "Kongo", limit=2)) == ["CG", "CD"]


@pytest.mark.parametrize(("length", "found"), [(LONGEST_TEXT, ["de-long"]), (LONGEST_TEXT + 1, [])])
def test_text_is_looked_up_to_a_length(length: int, found: list[str]) -> None:
    index = finder.index([("de-long", "DE", ("a" * length,))])

    assert listing_ids(finder.search(index, "a" * length, limit=1)) == found


def test_each_country_and_service_is_found_once(index: Index) -> None:
    hits = finder.search(index, "a", limit=1000)

    assert len({(hit.country, hit.listing_id) for hit in hits}) == len(hits) > 10


def test_no_more_is_found_than_asked_for(index: Index) -> None:
    assert len(finder.search(index, "a", limit=3)) == 3


def test_order_does_not_hang_on_the_order_of_the_listings(index: Index) -> None:
    backwards = finder.index(reversed(SERVICES))

    assert finder.search(backwards, "childline", limit=9) == finder.search(index, "childline", limit=9)


@pytest.mark.parametrize("text", ["Irn", "UKK", "Xyz"])
def test_slip_in_a_short_word_is_another_word(index: Index, text: str) -> None:
    exact = {hit.name.casefold()[: len(text)] for hit in finder.search(index, text, limit=50)}

    assert exact <= {text.casefold()}


@pytest.mark.parametrize(
    "text",
    ["", " ", "…", "the", "😀😀", "\ud800", "\x00\x07", "x" * 10_000, "é" * (LONGEST_TEXT + 1), "qwertzuiop"],
)
def test_text_that_means_nothing_finds_nothing(index: Index, text: str) -> None:
    assert finder.search(index, text, limit=5) == ()


@given(text=st.text(st.characters() | st.characters(categories=["Cs"]), max_size=300))
def test_any_text_gets_an_answer(index: Index, text: str) -> None:
    assert len(finder.search(index, text, limit=3)) <= 3


@pytest.mark.parametrize("locale", LOCALES)
def test_every_country_is_found_by_its_name(index: Index, locale: str) -> None:
    missed = [
        (code, name)
        for code, name in places.sorted_countries(Locale(locale))
        if countries(finder.search(index, name, limit=1)) != [code]
    ]

    assert missed == []


@given(st.sampled_from(LONG_NAMES), st.integers(0, 100), st.sampled_from(("left out", "replaced", "changed round")))
def test_country_is_found_in_spite_of_a_slip(index: Index, country: tuple[str, str], at: int, kind: str) -> None:
    code, name = country
    place = at % (len(name) - 1)
    before, one, other, after = name[:place], name[place], name[place + 1], name[place + 2 :]
    slips = {"left out": other, "replaced": f"x{other}", "changed round": other + one}

    hits = finder.search(index, f"{before}{slips[kind]}{after}", limit=3)

    assert code in countries(hits)


words = st.text("abc", min_size=1, max_size=4)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


@st.composite
def typed(draw) -> tuple[list[str], str]:
    """Draw some names, and one of them as somebody may type it, with up to two slips."""
    called = draw(st.lists(names, min_size=1, max_size=12))
    meant, added = draw(st.sampled_from(called)), draw(st.text("abc ", max_size=2))
    begin, cut = draw(st.integers(0, len(meant))), draw(st.integers(0, 2))
    return called, " ".join(f"{meant[:begin]}{added}{meant[begin + cut :]}".split()) or meant


@given(typed())
def test_a_search_finds_what_reading_every_name_would(typed: tuple[list[str], str]) -> None:
    called, text = typed
    slips = min(len(text) // finder.LETTERS_A_SLIP, finder.MOST_SLIPS)
    index = finder.index((f"xx-{number}", "XX", (name,)) for number, name in enumerate(called))

    found = {hit.name for hit in finder.search(index, text, limit=10_000) if hit.country == "XX"}

    assert found == {name for name in called if f" {text}" in f" {name}" or is_near(text, name, slips)}


def is_near(text: str, name: str, slips: int) -> bool:
    """Tell whether a text is the name, or leading words of it, but for some slips."""
    words = name.split()
    starts = (" ".join(words[:end]) for end in range(1, len(words) + 1))
    return slips > 0 and any(OSA.distance(text, start) <= slips for start in starts)
