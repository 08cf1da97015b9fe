"""Find a country or a service by name, in any language and script, with a slip of the finger forgiven."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from resources import gazetteer
from resources.letters import fold

LONGEST_TEXT = 100  # letters; no country has a longer name, and nobody types a service's whole
LETTERS_A_SLIP = 4  # under four letters every slip makes another word
MOST_SLIPS = 2

_EXACT, _PREFIX, _WORD = range(3)  # how good a match is; each slip adds one to the last
_UNSAID = {"and", "the"}  # "the Gambia"; "Trinidad and Tobago", for which CLDR writes &


@dataclass(frozen=True, slots=True)
class Hit:
    """A country, or a service in one, and the name by which it was found."""

    country: str
    listing_id: str | None
    name: str


class Entry(NamedTuple):
    """What stands under a name, and how many languages call a country so."""

    hit: Hit
    languages: int


@dataclass(frozen=True)
class Table:
    """Entries by folded name, and the names in the orders that spare a search from reading all of them."""

    entries: Mapping[str, Sequence[Entry]]
    words: Sequence[str]
    """All words of all names, in order."""
    by_word: Mapping[str, Sequence[str]]
    by_length: Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Index:
    """What `search` looks in; `starts` are the leading words of services' names, which slips are measured against."""

    countries: Table
    services: Table
    starts: Table


class _Match(NamedTuple):
    """One way in which the text was found; matches sort best first."""

    grade: int
    is_service: bool
    fewer_languages: int
    unsaid: int
    name: str
    country: str
    listing_id: str


def index(listings: Iterable[tuple[str, str, tuple[str, ...]]]) -> Index:
    """Build the index of all countries and of the listings given as id, country and names."""
    services, starts = defaultdict[str, list[Entry]](list), defaultdict[str, list[Entry]](list)
    for listing_id, country, names in listings:
        for name in names:
            words = _key(name).split()
            entry = Entry(Hit(country, listing_id, name), languages=1)
            services[" ".join(words)].append(entry)
            for end in range(1, len(words)):
                starts[" ".join(words[:end])].append(entry)
    return Index(_countries(), _table(services), _table(starts))


def search(index: Index, text: str, limit: int) -> tuple[Hit, ...]:
    """Find at most `limit` countries and services that the text may mean, best first.

    Exact names, then names that begin so, then those with a word that begins so, then slips. Among equals countries
    come first, the one that more languages call so before others, then the shortest name. A text that is empty or
    absurdly long finds nothing.
    """
    key = _key(text)
    if not 0 < len(key) <= LONGEST_TEXT:
        return ()
    spelt = (match for table in (index.countries, index.services) for match in _spelt(table, key))
    slipped = (match for table in (index.countries, index.services, index.starts) for match in _slipped(table, key))
    best: dict[tuple[str, str], Hit] = {}
    for match in sorted((*spelt, *slipped)):
        hit = Hit(match.country, match.listing_id or None, match.name)
        best.setdefault((match.country, match.listing_id), hit)
    return tuple(best.values())[:limit]


@cache
def _countries() -> Table:
    table = defaultdict[str, list[Entry]](list)
    for country, languages, name in gazetteer.read():
        table[_key(name)].append(Entry(Hit(country, None, name), languages))
    return _table(table)


def _table(entries: Mapping[str, Sequence[Entry]]) -> Table:
    by_word, by_length = defaultdict[str, list[str]](list), defaultdict[int, list[str]](list)
    for name in entries:
        by_length[len(name)].append(name)
        for word in set(name.split()):
            by_word[word].append(name)
    return Table(dict(entries), sorted(by_word), dict(by_word), dict(by_length))


def _key(text: str) -> str:
    return " ".join(word for word in fold(text).split() if word not in _UNSAID)


def _spelt(table: Table, key: str) -> Iterator[_Match]:
    for name in _with_word(table, key):
        grade = _WORD if not name.startswith(key) else _EXACT if name == key else _PREFIX
        yield from _matches(table.entries[name], key, grade)


def _with_word(table: Table, key: str) -> set[str]:
    """Find the names in which the key begins at a word."""
    first, goes_on, _ = key.partition(" ")
    words = (first,) if goes_on else _beginning(table.words, first)
    return {name for word in words for name in table.by_word.get(word, ()) if f" {key}" in f" {name}"}


def _beginning(words: Sequence[str], start: str) -> Iterator[str]:
    following = (words[at] for at in range(bisect_left(words, start), len(words)))
    return takewhile(lambda word: word.startswith(start), following)


def _slipped(table: Table, key: str) -> Iterator[_Match]:
    slips = min(len(key) // LETTERS_A_SLIP, MOST_SLIPS)
    if slips:
        lengths = range(len(key) - slips, len(key) + slips + 1)  # a slip adds a letter at most, or takes one
        near = [name for length in lengths for name in table.by_length.get(length, ())]
        for name, distance, _ in process.extract(key, near, scorer=OSA.distance, score_cutoff=slips, limit=None):
            yield from _matches(table.entries[name], key, _WORD + int(distance))


def _matches(entries: Iterable[Entry], key: str, grade: int) -> Iterator[_Match]:
    for hit, languages in entries:
        unsaid = abs(len(hit.name) - len(key))
        yield _Match(grade, hit.listing_id is not None, -languages, unsaid, hit.name, hit.country, hit.listing_id or "")
