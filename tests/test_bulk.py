"""The whole of an edition as open data: in one file, part by part, and what went since."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import g
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from app import create_app
from resources import api, bulk, catalogue, ledger, manifests, publish, referrals, withdrawals
from resources.editions import Shelf
from resources.encodings import Coding
from resources.errors import QueryError, UnknownDataError
from resources.ledger import Hidden
from resources.listing import Country
from resources.manifests import Edition
from resources.settings import Settings
from resources.snapshot import KEPT_LISTINGS, Snapshot
from resources.terms import Status
from tests import pressing
from tests.builders import country, listing, phone, reporting
from tests.conftest import NOON, Clock
from tests.test_api import Asker

OF_LISTINGS = ["/services", "/services/gb-example", "/organizations", "/listings.json", "/listings.csv"]
"""Addresses that give listings."""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "editions")


def put(shelf: Shelf, *listings, hours: int = 0) -> None:
    publish.publish([country(*listings)], shelf, now=NOON - timedelta(days=1) + timedelta(hours=hours))


def asker(shelf: Shelf) -> Asker:
    return Asker(pressing.site(shelf.folder.parent, Clock()).test_client(use_cookies=False))


@pytest.fixture(scope="module")
def ask(published: Settings) -> Asker:
    return Asker(create_app(published, clock=Clock()).test_client(use_cookies=False))


def test_all_listings_in_one_file_are_those_of_the_edition(ask: Asker, published) -> None:
    shelf = Shelf(published.editions)
    edition = shelf.read(1)

    everything = ask("/listings.json")
    read = [Country.model_validate(one) for one in everything["countries"]]

    assert everything["edition"]["sha256"] == edition.sha256
    assert [one.country for one in read] == sorted(edition.parts)
    for one in read:
        held = shelf.part(edition, one.country)
        assert one.emergency == held.emergency
        assert one.listings == tuple(map(referrals.shown, held.listings))


def test_the_table_has_a_row_for_each_phone_and_each_listing(ask: Asker) -> None:
    listings = [one for held in ask("/listings.json")["countries"] for one in held["listings"]]

    rows = list(csv.DictReader(io.StringIO(ask.raw("/listings.csv").text)))

    phones = [(one["id"], phone["number"]) for one in listings for phone in one["phones"]]
    assert [(row["id"], row["phone"].lstrip("'")) for row in rows if row["phone"]] == phones
    assert {row["id"] for row in rows} == {one["id"] for one in listings}
    assert len(rows) == len(phones) + sum(not one["phones"] for one in listings)


FORMULAS = ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", "＝1", "\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert bulk.plain(text) == f"'{text}"


@given(st.text())
def test_a_cell_begins_with_no_sign_of_a_formula_and_keeps_its_text(text: str) -> None:
    cell = bulk.plain(text)

    assert not cell.lstrip(" ").startswith(bulk.FORMULA)
    assert cell in (text, f"'{text}")


def test_a_mirror_can_verify_every_byte(ask: Asker) -> None:
    data = ask.raw("/editions/current").data
    edition = Edition.model_validate_json(data)

    parts = {code: ask.raw(f"/parts/{ref.sha256}").data for code, ref in edition.parts.items()}

    assert manifests.dumps(edition) == data
    assert edition.content_digest == edition.sha256
    assert {code: hashlib.sha256(part).hexdigest() for code, part in parts.items()} == {
        code: ref.sha256 for code, ref in edition.parts.items()
    }
    assert {json.loads(part)["country"] for part in parts.values()} == edition.parts.keys()


def test_the_chain_of_manifests_can_be_followed(shelf: Shelf) -> None:
    put(shelf, listing(name="Old"))
    put(shelf, listing(name="New"), hours=1)
    ask = asker(shelf)

    current = ask("/editions/current")
    before = ask(f"/editions/{current['previous']['number']}/manifest")

    assert current == ask("/editions/2/manifest")
    assert before["sha256"] == current["previous"]["sha256"]


def test_what_was_withdrawn_is_told_by_name_and_given_nowhere(shelf: Shelf) -> None:
    put(shelf, listing(), listing(id="gb-gone", name="Gone for good", phones=(phone(number="0808 800 5000"),)))
    old = shelf.read(1).parts["GB"].sha256
    put(shelf, listing(), hours=1)
    ask = asker(shelf)

    news = ask("/withdrawals", since=1)
    whole = "".join(
        ask.raw(path, full="true", since=1).text for path in (*OF_LISTINGS[2:], "/services", "/withdrawals")
    )

    gone = {"id": "gb-gone", "service_id": str(referrals.service_id(listing(id="gb-gone"))), "country": "GB"}
    assert news == {"since": 1, "until": 2, "withdrawn": [{**gone, "gone": ["listing"]}]}
    assert ask.raw("/services/gb-gone").status_code == 404
    assert ask.raw(f"/parts/{old}").status_code == 404
    assert "0808 800 5000" not in whole
    assert "Gone for good" not in whole


def test_a_way_to_reach_a_listing_that_went_is_told_by_its_kind(shelf: Shelf) -> None:
    both = phone(), phone(number="0808 800 5000")
    put(shelf, listing(phones=both, email="a@example.org", chat="https://www.example.org.uk/chat"))
    put(shelf, listing(phones=both[:1], email="b@example.org"), hours=1)

    (news,) = asker(shelf)("/withdrawals", since=1)["withdrawn"]

    assert (news["id"], news["gone"]) == ("gb-example", ["phones", "chat", "email"])


def test_what_is_new_or_only_renamed_is_no_withdrawal(shelf: Shelf) -> None:
    put(shelf, listing(chat=None))
    put(shelf, listing(name="New", chat="https://www.example.org.uk/chat"), listing(id="gb-new"), hours=1)

    assert asker(shelf)("/withdrawals", since=1)["withdrawn"] == []


def test_a_country_that_went_takes_its_listings_with_it(shelf: Shelf) -> None:
    put(shelf, listing())
    publish.publish([country(code="FR")], shelf, now=NOON)

    (news,) = asker(shelf)("/withdrawals", since=1)["withdrawn"]

    assert (news["id"], news["gone"]) == ("gb-example", ["listing"])


def test_an_edition_whose_parts_are_gone_sends_a_mirror_to_the_current_one(shelf: Shelf) -> None:
    put(shelf, listing(name="Old"))
    old = shelf.read(1).parts["GB"].sha256
    put(shelf, listing(name="New"), hours=1)
    (shelf.parts.folder / f"{old}.json").unlink()

    response = asker(shelf).raw("/withdrawals", since=1)

    assert response.status_code == 404
    assert "/api/editions/current" in response.json["detail"]


def test_news_of_too_many_changes_send_a_mirror_to_the_current_edition(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shelf, listing(), listing(id="gb-gone"))
    put(shelf, listing(), hours=1)
    monkeypatch.setattr(withdrawals, "KEPT_LISTINGS", 1)

    response = asker(shelf).raw("/withdrawals", since=1)

    assert response.status_code == 400
    assert "/api/editions/current" in response.json["errors"][0]["remedy"]


def test_a_damaged_manifest_is_not_given(shelf: Shelf) -> None:
    put(shelf, listing(name="Old"))
    put(shelf, listing(name="New"), hours=1)
    (shelf.folder / "000001.json").write_bytes(b"{}")

    assert asker(shelf).raw("/editions/1/manifest").status_code == 404


def test_a_part_that_is_damaged_is_answered_from_the_edition_before(shelf: Shelf) -> None:
    put(shelf, listing(name="Old"))
    put(shelf, listing(name="New"), hours=1)
    ask = asker(shelf)
    ask("/editions/current")
    (shelf.parts.folder / f"{shelf.read(2).parts['GB'].sha256}.json").write_bytes(b"{}")

    assert ask("/services/gb-example")["name"] == "Old"


def test_without_an_edition_the_problem_says_when_to_ask_again(shelf: Shelf) -> None:
    response = asker(shelf).raw("/services")

    assert response.status_code == 503
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("path", OF_LISTINGS)
def test_what_waits_for_a_moderator_is_given_nowhere(shelf: Shelf, path: str) -> None:
    waiting = listing(id="gb-waiting", name="Waiting", status=Status.CANDIDATE)
    put(shelf, listing(reporting=reporting(status=Status.CANDIDATE)), waiting)

    text = asker(shelf).raw(path, full="true").text

    assert "Example" in text
    assert "waiting" not in text.lower()
    assert "web_content" not in text
    assert "candidate" not in text


def test_what_a_member_hid_is_given_nowhere(shelf: Shelf) -> None:
    seed = country(listing(phones=(phone(), phone(number="0808 800 5000"))), listing(id="gb-hidden", name="Hidden"))
    hides = [
        Hidden(id="1" * 32, listing="gb-hidden", at=NOON, reason="wrong"),
        Hidden(id="2" * 32, listing="gb-example", phone="0808 800 5000", at=NOON, reason="wrong"),
    ]
    publish.publish([ledger.apply(seed, hides)], shelf, now=NOON)
    ask = asker(shelf)

    whole = "".join(ask.raw(path, full="true").text for path in OF_LISTINGS)

    assert "gb-example" in whole
    assert "Hidden" not in whole
    assert "0808 800 5000" not in whole


def test_what_members_changed_is_given_as_visitors_see_it_only(shelf: Shelf) -> None:
    hide = Hidden(id="1" * 32, listing="gb-hidden", at=NOON, reason="wrong")
    shelf.parts.folder.mkdir(parents=True)
    ref = shelf.parts.put(country(listing(), listing(id="gb-hidden")), [hide])
    edition = shelf.add({"GB": ref}, now=NOON)

    with pressing.site(shelf.folder.parent, Clock()).test_request_context("/api/"):
        g.printing = Snapshot(shelf, edition)
        shown = api.part(ref.sha256)
        for digest in (ref.local.seed.sha256, ref.local.log.sha256):
            with pytest.raises(UnknownDataError):
                api.part(digest)

    assert b"gb-hidden" not in shown.pack(Coding.PLAIN)


def test_a_directory_too_large_for_one_answer_is_read_by_country(shelf: Shelf) -> None:
    put(shelf, listing())
    edition = shelf.read(1)
    large = edition.parts["GB"].model_copy(update={"listings": KEPT_LISTINGS + 1})
    snapshot = Snapshot(shelf, edition.model_copy(update={"parts": {"GB": large}}))

    with pytest.raises(QueryError, match="Name a country"):
        catalogue.listings(snapshot)

    assert [one.id for one in catalogue.listings(snapshot, "GB")] == ["gb-example"]
    assert catalogue.service(snapshot, "gb-example").name == "Example"


LANGUAGES = [
    ("pt", ["gb-brazil", "gb-portugal"]),  # a language and all its kinds
    ("pt-BR", ["gb-brazil"]),
    ("pt-AO", []),
    ("fi", []),  # not what only begins with it
    ("p", None),
]


@pytest.mark.parametrize(("language", "found"), LANGUAGES)
def test_services_are_narrowed_by_language_with_its_kinds(shelf: Shelf, language: str, found) -> None:
    brazil = listing(id="gb-brazil", languages=("en", "pt-BR"))
    put(shelf, brazil, listing(id="gb-portugal", languages=("pt",)), listing(id="gb-other", languages=("en", "fil")))

    answer = asker(shelf).raw("/services", language=language, full="true").json

    assert [one["not_alone"]["id"] for one in answer.get("contents", ())] == (found or [])
    assert ("errors" in answer) is (found is None)


def test_asking_for_data_takes_no_page_from_the_press(shelf: Shelf) -> None:
    put(shelf, listing())
    press = pressing.pressed(shelf.folder.parent, Clock())
    client = Client(press)
    client.get("/en/gb/")
    before = pressing.kept(press)

    for path in ("/services", "/listings.json", "/services/gb-example", "/editions/current"):
        client.get(f"/api{path}")

    assert pressing.kept(press) == before == 1


def test_a_file_is_made_once_an_edition(shelf: Shelf) -> None:
    put(shelf, listing(name="Old"))
    made = bulk.Bulk()
    first = made.get("application/json", Snapshot(shelf, shelf.read(1)))

    again = made.get("application/json", Snapshot(shelf, shelf.read(1)))
    put(shelf, listing(name="New"), hours=1)
    after = made.get("application/json", Snapshot(shelf, shelf.read(2)))

    assert again is first
    assert after.tag != first.tag
    assert b"New" in after.pack(Coding.PLAIN)
