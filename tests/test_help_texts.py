import re
from pathlib import Path

import pytest
import textstat
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from resources.errors import UnknownHelpTextError
from resources.help_texts import HELP_TEXTS, HelpText, find

FOLDER = Path(__file__).parents[1] / "templates" / "public" / "help"
MAX_GRADE = 4.0  # as counted by hyphenation, up to 1.6 below a dictionary's count: this holds 6 by dictionary
MAX_WORDS = 15  # a sentence
MESSAGES = range(6, 31)  # each is translated into every language; a frightened reader reads few
WEIGHED = ("porn", "nude", "naked", "rape", "incest", "explicit", "xxx", "teen sex")
"""What the stock list of a common word filter weighs: once at most in a text, never in an address or a link."""

UNSAID = (
    *("molest", "fondle", "affair", "relationship", "had sex with", "pornography", "kiddie", "revenge"),
    *("predator", "stranger danger", "monster", "paedophile", "pedophile", "offender", "pervert"),
    *("victim", "minor", "juvenile", "underage", "denounce", "inform on", "submit", "click here", "escape"),
    *("just", "should have", "at least", "why did"),
)
SHAPES = {"p", "h2", "ul", "ol", "li", "a"}


class Links:
    """Stands for the page: the one thing that a help text asks of it is an address."""

    def help_address(self, slug: str) -> str:
        return f"/en/help/{find(slug).slug}/"

    def address(self, *parts: str) -> str:
        return "/".join(("/en", *parts, ""))


def rendered(text: HelpText) -> BeautifulSoup:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), extensions=["jinja2.ext.i18n"], undefined=StrictUndefined, autoescape=True
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_null_translations(newstyle=True)
    return BeautifulSoup(environment.get_template(f"{text.slug}.html").render(page=Links()), "html.parser")


def messages(text: HelpText) -> list[str]:
    return [element.get_text() for element in rendered(text).find_all(["p", "h2", "li"])]


def prose(text: HelpText) -> str:
    """Paragraphs and items, with the plain apostrophes that the measure knows; headings are no sentences."""
    return " ".join(element.get_text() for element in rendered(text).find_all(["p", "li"])).replace("’", "'")


def sentences(message: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.?!])”?\s+", message) if sentence]


def has(term: str, words: str) -> bool:
    return re.search(rf"\b{term}s?\b", words.casefold()) is not None


each = pytest.mark.parametrize("text", HELP_TEXTS, ids=lambda text: text.slug)


def test_every_slug_has_a_template_and_every_template_a_slug():
    assert sorted(text.slug for text in HELP_TEXTS) == sorted(path.stem for path in FOLDER.iterdir())


@each
def test_a_text_is_found_by_its_slug(text):
    assert find(text.slug) is text


def test_an_unknown_slug_is_refused_by_name():
    with pytest.raises(UnknownHelpTextError, match="no-such-text"):
        find("no-such-text")


@each
def test_a_ten_year_old_can_read_it(text):
    measure = textstat.textstat
    measure.set_lang("en-GB")  # plain "en" fetches a dictionary from the network

    grade = measure.flesch_kincaid_grade(prose(text))

    assert grade <= MAX_GRADE


@each
def test_no_sentence_is_long(text):
    spoken = [text.title, text.summary, *messages(text)]

    long = [line for message in spoken for line in sentences(message) if len(line.split()) > MAX_WORDS]

    assert long == []


@each
def test_a_text_says_enough_and_not_too_much(text):
    assert len(messages(text)) in MESSAGES


@each
def test_every_word_stands_inside_a_message(text):
    source = (FOLDER / f"{text.slug}.html").read_text(encoding="utf-8")

    bare = re.sub(r"{% trans %}.*?{% endtrans %}|<[^>]*>", "", source, flags=re.DOTALL).strip()

    assert bare == ""


@each
def test_a_message_is_plain_words(text):
    source = (FOLDER / f"{text.slug}.html").read_text(encoding="utf-8")

    marked = re.findall(r"{% trans %}(.*?){% endtrans %}", source, flags=re.DOTALL)

    assert [message for message in marked if re.search(r"[<>{}%&]|http|www\.|\d|['\"]", message)] == []


@each
def test_a_text_has_no_shape_of_its_own(text):
    assert {element.name for element in rendered(text).find_all(True)} <= SHAPES


@each
def test_the_words_that_close_doors_are_not_used(text):
    words = " ".join((text.title, text.summary, *messages(text)))

    assert [term for term in UNSAID if has(term, words)] == []


def test_the_word_for_blackmail_with_pictures_stands_once_so_that_people_find_it():
    words = " ".join(message for text in HELP_TEXTS for message in messages(text))

    assert words.casefold().count("sextortion") == 1


@each
def test_a_word_that_filters_weigh_stands_once_at_most_in_the_body(text):
    words = " ".join(messages(text)).casefold()

    assert [term for term in WEIGHED if words.count(term) > 1] == []


@each
def test_no_word_that_filters_weigh_stands_in_an_address_a_title_or_a_link(text):
    links = [element.get_text() for element in rendered(text).find_all(["a", "h2"])]
    seen = " ".join((text.slug, text.title, text.summary, *links)).casefold()

    assert [term for term in WEIGHED if term in seen] == []
