"""What visitors tell us of a listing: a choice, never words, never who."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import Tag
from flask import Flask
from flask.testing import FlaskClient

from resources.aliases import alias
from resources.public import TELLINGS
from resources.slips import PRINTED_FOR
from resources.spool import MOST_A_MINUTE, MOST_OF_ONE, Spool, Wrong
from tests.conftest import NOON, Clock
from tests.faults.killing import calls_of
from tests.house_rules import Visitor

ADDRESS = f"/en/listing/{alias('gb-childline')}/wrong/"


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "flags")


def told(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]


def test_a_line_holds_the_choice_and_nothing_of_the_visitor(spool: Spool) -> None:
    spool.tell("gb-example", Wrong.NUMBER, edition=3, now=NOON)

    assert told(spool.folder) == [{"listing": "gb-example", "wrong": "number", "edition": 3, "hour": 12}]
    assert [path.name for path in spool.folder.iterdir()] == ["2026-11-24.jsonl"]


def test_a_choice_is_on_the_disk_before_anybody_is_thanked(spool: Spool) -> None:
    calls = calls_of(lambda: spool.tell("gb-example", Wrong.NUMBER, edition=3, now=NOON))

    assert [call for call in calls if call in ("write", "fsync")] == ["write", "fsync"]


def test_nobody_else_on_the_machine_can_read_it(spool: Spool) -> None:
    spool.tell("gb-example", Wrong.NUMBER, edition=3, now=NOON)

    assert [path.stat().st_mode & 0o077 for path in (spool.folder, *spool.folder.iterdir())] == [0, 0]


def test_one_listing_is_heard_a_few_times_a_minute(spool: Spool) -> None:
    answers = [spool.tell("gb-example", Wrong.NUMBER, edition=1, now=NOON) for _ in range(MOST_OF_ONE + 1)]

    assert answers == [True] * MOST_OF_ONE + [False]


def test_the_whole_site_is_heard_a_number_of_times_a_minute(spool: Spool) -> None:
    answers = [spool.tell(f"gb-{number}", Wrong.HOURS, edition=1, now=NOON) for number in range(MOST_A_MINUTE + 1)]

    assert answers.count(False) == 1


def test_the_next_minute_is_heard_again(spool: Spool) -> None:
    for _ in range(MOST_OF_ONE):
        spool.tell("gb-example", Wrong.NUMBER, edition=1, now=NOON)

    assert spool.tell("gb-example", Wrong.NUMBER, edition=1, now=NOON + timedelta(minutes=1))


@pytest.fixture
def own_spool(app: Flask, spool: Spool) -> Spool:
    app.extensions["spool"] = spool
    return spool


def form_of(page: Visitor, listing_id: str) -> Tag:
    return page(f"/en/listing/{listing_id}/").one("form:has([name=wrong])")


def slip(form: Tag) -> str:
    return str(form.select("[name=slip]")[0]["value"])


@pytest.mark.parametrize("wrong", list(Wrong))
def test_every_choice_of_the_form_is_kept_and_thanked_for(page: Visitor, own_spool: Spool, wrong: Wrong) -> None:
    form = form_of(page, "gb-childline")
    assert form.select(f"input[value='{wrong}']")

    thanks = page.send(ADDRESS, wrong=wrong, slip=slip(form))

    assert thanks.one("h1").get_text() == "Thank you"
    assert [line["wrong"] for line in told(own_spool.folder)] == [wrong]


@pytest.mark.parametrize("fields", [{}, {"wrong": ""}, {"wrong": "my own words"}, {"text": "number"}])
def test_words_are_never_kept(page: Visitor, own_spool: Spool, fields: dict[str, str]) -> None:
    answer = page.client.post(ADDRESS, data={**fields, "slip": slip(form_of(page, "gb-childline"))})

    assert answer.headers["Location"] == f"/en/listing/{alias('gb-childline')}/"
    assert told(own_spool.folder) == []


def test_an_unknown_listing_is_not_kept(page: Visitor, own_spool: Spool) -> None:
    page.send("/en/listing/gb-nobody/wrong/", status=404, wrong="number")

    assert told(own_spool.folder) == []


def test_too_many_are_thanked_all_the_same(page: Visitor, own_spool: Spool) -> None:
    carried = slip(form_of(page, "gb-childline"))
    for _ in range(MOST_OF_ONE):
        page.send(ADDRESS, wrong="number", slip=carried)

    assert page.send(ADDRESS, wrong="number", slip=carried).one("h1").get_text() == "Thank you"
    assert len(told(own_spool.folder)) == MOST_OF_ONE


def test_one_visitor_is_heard_a_few_times_a_minute_and_others_all_the_same(page: Visitor, own_spool: Spool) -> None:
    slips = {name: slip(form_of(page, name)) for name in ("gb-childline", "zz-findahelpline")}

    def tell(name: str, who: str) -> None:
        fields = {"wrong": "number", "slip": slips[name]}
        page.client.post(f"/en/listing/{name}/wrong/", data=fields, environ_base={"REMOTE_ADDR": who})

    for name in slips:
        for _ in range(TELLINGS - 1):
            tell(name, "192.0.2.1")
    tell("zz-findahelpline", "192.0.2.2")

    assert len(told(own_spool.folder)) == TELLINGS + 1


@pytest.mark.parametrize("lost", ["", "1-1-00", "my own words"])
def test_a_form_that_is_not_ours_leads_to_a_fresh_one(client: FlaskClient, own_spool: Spool, lost: str) -> None:
    answer = client.post(ADDRESS, data={"wrong": "number", "slip": lost})

    assert answer.headers["Location"] == f"/en/listing/{alias('gb-childline')}/"
    assert told(own_spool.folder) == []


def test_the_line_names_the_edition_that_was_read(page: Visitor, own_spool: Spool, clock: Clock) -> None:
    carried = slip(form_of(page, "gb-childline"))
    clock.move(PRINTED_FOR)

    page.send(ADDRESS, wrong="number", slip=carried)

    assert [line["edition"] for line in told(own_spool.folder)] == [1]


def test_a_listing_for_every_country_leads_on_too(page: Visitor, own_spool: Spool) -> None:
    carried = slip(form_of(page, "zz-findahelpline"))
    thanks = page.send("/en/listing/zz-findahelpline/wrong/", wrong="number", slip=carried)

    assert "/en/countries/" in thanks.links()
    assert len(told(own_spool.folder)) == 1


def test_somebody_who_comes_back_to_the_address_finds_the_listing(client: FlaskClient) -> None:
    assert client.get(ADDRESS).headers["Location"] == f"/en/listing/{alias('gb-childline')}/"
