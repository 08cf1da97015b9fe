"""The desk's database is taken away under running servers: visitors notice nothing, and members are told the truth."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.desk.signing import KEYS
from tests.faults.places import Place, headings, made, sign_in

PAGES = ("/en/", "/en/gb/", "/ar/gb/", "/en/listing/gb-example/", "/en/help/telling/", "/en/gb/report/")
DESK = ("/desk/", "/desk/sign-in/", "/desk/proposals/", "/desk/listings/?country=GB")
PATIENCE = 120  # seconds, before a server that answers no more fails the test
ENOUGH = 50  # pages before, while and after


@dataclass
class Crowd:
    """Readers who go from page to page until they are told to stop; what they were answered, page by page."""

    client: httpx.Client
    pages: Sequence[str]
    answers: list[tuple[str, int]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _more: threading.Condition = field(default_factory=threading.Condition)

    def read(self) -> None:
        for page in cycle(self.pages):
            if self._stop.is_set():
                return
            answer = self.client.get(page)
            with self._more:
                self.answers.append((page, answer.status_code))
                self._more.notify()

    def read_more(self, count: int = ENOUGH) -> list[tuple[str, int]]:
        """Wait until so many pages more were read, and give what was answered."""
        with self._more:
            begun = len(self.answers)
            assert self._more.wait_for(lambda: len(self.answers) >= begun + count, PATIENCE)
            return self.answers[begun:]

    @contextmanager
    def reading(self) -> Iterator["Crowd"]:
        threads = [threading.Thread(target=self.read) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return made(tmp_path)


def test_database_that_is_deleted_takes_no_page_from_visitors_and_comes_back(place, public, desk):
    assert headings(sign_in(desk)) == ["What next"]

    with Crowd(public, PAGES).reading() as visitors, Crowd(desk, DESK).reading() as members:
        members.read_more(len(DESK))
        place.database.unlink()
        visitors.read_more()
        refused = members.read_more()
        health, home = desk.get("/desk/healthz"), desk.get("/desk/")
        visitors_health = public.get("/healthz")
        place.desk("restore", "--replace", str(place.backup))
        seen = visitors.read_more()

    assert Counter(status for _, status in visitors.answers) == {200: len(visitors.answers)}
    assert {page for page, _ in seen} == set(PAGES)
    assert {status for _, status in refused[len(DESK) :]} == {503}
    assert {status for _, status in members.answers} <= {200, 303, 503}
    assert (health.status_code, health.json()["error"]) == (503, "the database cannot be read; restore a backup")
    assert (home.status_code, headings(home)) == (503, ["The desk’s database does not answer"])
    assert visitors_health.status_code == HTTPStatus.OK

    assert headings(sign_in(desk)) == ["What next"]
    assert desk.get("/desk/healthz").json()["keyring"] == len(KEYS.entries)


def test_desk_that_starts_without_the_rows_it_had_says_so_and_visitors_notice_nothing(place, public, tmp_path):
    place.database.unlink()

    with servers.serving("app:desk", tmp_path / "log", place.environment) as (desk, *_):
        health = desk.get("/desk/healthz")

    assert health.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert health.json()["error"].endswith("it holds 0 of at least 1 entries of the keyring; restore a backup")
    assert [public.get(page).status_code for page in PAGES] == [200] * len(PAGES)
