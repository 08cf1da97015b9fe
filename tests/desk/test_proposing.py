"""To write a proposal at the desk: nothing typed is lost, and what is wrong is said at its field."""

import pytest
from bs4 import BeautifulSoup

from resources.desk import proposal_rows
from resources.desk.database import engine, transaction
from tests.desk.clients import desk, enter, fields, put
from tests.desk.offices import STANDING, change, opened, shown
from tests.desk.signing import ANA


@pytest.fixture
def app(tmp_path):
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk(opened(opened_engine, tmp_path), tmp_path / "instance")
    opened_engine.dispose()


@pytest.fixture
def draft(app):
    return change(app.extensions["desk"].office, STANDING)


def kept(app, draft):
    with transaction(app.extensions["desk"].office.engine) as session:
        return proposal_rows.find(session, draft.id)


def form_of(client, draft):
    return fields(client.page(f"/desk/proposals/{draft.id}/edit/"), ".listing-form")


def edit(draft):
    return f"/desk/proposals/{draft.id}/edit/"


def test_only_fields_that_are_typed_in_say_what_a_browser_may_fill_in(chi, draft):
    form = chi.page(edit(draft)).select_one(".listing-form")

    assert form["autocomplete"] == "off"
    assert form.select("[type=checkbox]")
    assert form.select("[type=checkbox][autocomplete], [type=radio][autocomplete]") == []


def test_a_listing_is_found_by_country_word_or_number(chi):
    assert "Example" in chi.page("/desk/listings/?country=GB").get_text()
    assert "gb-other" in chi.page("/desk/listings/?q=other").get_text()
    assert "gb-example" in chi.page("/desk/listings/?q=08088005000").get_text()
    assert "Nothing found" in chi.page("/desk/listings/?q=nowhere").get_text()


def test_the_form_of_a_change_holds_what_stands(app, chi, draft):
    chi.follow(edit(draft), form_of(chi, draft))

    assert kept(app, draft).writing.facts == STANDING.model_dump(mode="json")
    assert kept(app, draft).version == 1  # nothing was touched, so nothing was written


@pytest.mark.parametrize("kind", ["new", "change"])
def test_a_proposal_begins_with_its_form(chi, kind):
    where = chi.follow("/desk/listings/", {"kind": kind, "listing": "gb-example", "country": "KE"})

    assert chi.page(where).select_one("[name='name']")


def test_a_change_that_is_open_is_taken_up_again(chi):
    first = chi.follow("/desk/listings/", {"kind": "change", "listing": "gb-example"})

    assert chi.follow("/desk/listings/", {"kind": "change", "listing": "gb-example"}) == first


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("name", "", "empty; write it"),
        ("kind", "shop", "not a term that is known here"),
        ("website", "www.example.org", "begin it with https://"),
        ("phones.0.number", "12", "Why this number is right"),
        ("phones.0.hours", "whenever", ""),
        ("evidence.0.as_of", "May 2024", "a date as exact as the page gives it"),
        ("email", "a b", "one address"),
        ("timezone", "Mars", ""),
        ("languages", "english!", ""),
        ("region", "FR-75", ""),
    ],
)
def test_bad_input_is_kept_and_its_message_stands_at_the_field(chi, draft, place, value, message):
    where = chi.follow(edit(draft), put(form_of(chi, draft), **{place.replace(".", "__"): value}))

    page = chi.page(where.partition("#")[0])
    said = page.select_one(f"[data-fault='{place}']")
    assert said.get_text(strip=True)
    assert not said.has_attr("hidden")
    assert message in said.get_text()
    assert dict(fields(page, ".listing-form"))[place] == value
    assert page.select_one(f"[name='{place}']")["aria-invalid"] == "true"


def test_every_message_is_tied_to_its_field(chi, draft):
    page = chi.page(edit(draft))

    for field in page.select(".listing-form [aria-describedby]"):
        assert all(page.find(id=name) for name in field["aria-describedby"].split())


def test_the_page_of_a_new_listing_says_what_is_missing_as_its_form_does(chi):
    begun = chi.follow("/desk/listings/", {"kind": "new", "country": "GB"})
    page = chi.page(begun.removesuffix("edit/"))

    said = page.get_text()
    assert "What it is: nothing chosen; choose one" in said
    assert "not a term" not in said
    assert "null" not in said


def test_the_page_of_a_new_listing_has_no_column_of_what_was_before(chi, draft):
    begun = chi.follow("/desk/listings/", {"kind": "new", "country": "GB"})
    chi.follow(begun, put(fields(chi.page(begun), ".listing-form"), name="Other"))
    heads = [
        [head.get_text() for head in chi.page(where.removesuffix("edit/")).select(".difference thead th")]
        for where in (begun, chi.follow(edit(draft), put(form_of(chi, draft), name="Other")).partition("edit/")[0])
    ]

    assert heads == [["Field", "After"], ["Field", "Before", "After"]]


def test_a_changed_number_asks_for_its_page(chi, draft):
    chi.follow(edit(draft), put(form_of(chi, draft), phones__0__number="0800 555 111"))

    page = chi.page(f"/desk/proposals/{draft.id}/")
    assert "no page read for this change supports Phone" in page.get_text()
    assert not page.select_one("form[data-passkey]")


def test_a_block_is_added_and_removed_without_script(app, chi, draft):
    where = chi.follow(edit(draft), [*form_of(chi, draft), ("more", "phones")])
    assert len(chi.page(where.partition("#")[0]).select("[name$='.e164']")) == 3

    chi.follow(edit(draft), [*form_of(chi, draft), ("less", "phones.0")])
    assert [one["number"] for one in kept(app, draft).writing.facts["phones"]] == ["0808 800 5000"]


def test_a_quiet_save_answers_with_messages_and_the_new_version(app, chi, draft):
    sent = put(form_of(chi, draft), name="", quiet="1")

    answer = chi.post(edit(draft), sent)

    assert answer.json["version"] == 2
    assert answer.json["faults"] == {"name": "empty; write it"}
    assert kept(app, draft).writing.facts["name"] == ""


def test_two_who_edit_see_each_other(chi, ben, draft):
    chi.page(edit(draft))

    assert "Chi" in ben.page(edit(draft)).select_one("[data-others]").get_text()


def test_what_two_typed_in_different_fields_is_both_kept(app, chi, ben, draft):
    hers, his = form_of(chi, draft), form_of(ben, draft)

    chi.follow(edit(draft), put(hers, notes="From Chi."))
    ben.follow(edit(draft), put(his, name="From Ben"))

    facts = kept(app, draft).writing.facts
    assert (facts["notes"], facts["name"]) == ("From Chi.", "From Ben")


@pytest.mark.parametrize(("choice", "name"), [("mine", "From Ben"), ("theirs", "From Chi")])
def test_what_two_typed_in_one_field_is_put_side_by_side(app, chi, ben, draft, choice, name):
    hers, his = form_of(chi, draft), form_of(ben, draft)
    chi.follow(edit(draft), put(hers, name="From Chi"))

    answer = ben.post(edit(draft), put(his, name="From Ben", notes="Ben's note"))
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("From Chi", "From Ben"))
    assert kept(app, draft).writing.facts["name"] == "From Chi"

    merge = put(fields(BeautifulSoup(answer.text, "html.parser"), ".merge"), choice__name=choice)
    ben.follow(f"/desk/proposals/{draft.id}/merge/", merge)
    facts = kept(app, draft).writing.facts
    assert (facts["name"], facts["notes"]) == (name, "Ben's note")


def test_a_listing_that_changed_meanwhile_is_brought_together(app, chi, ben, draft):
    other = enter(app, ANA)
    where = chi.follow(edit(draft), put(form_of(chi, draft), name="From Chi"))
    where = ben.follow("/desk/listings/", {"kind": "change", "listing": "gb-example"})
    his = where.removesuffix("edit/")
    ben.follow(where, put(fields(ben.page(where), ".listing-form"), notes="From Ben."))
    assert ben.sign(his).status_code == 303
    assert other.sign(his).status_code == 303
    assert shown(app.extensions["desk"].office).notes == "From Ben."

    page = chi.page(f"/desk/proposals/{draft.id}/merge/")
    chi.follow(f"/desk/proposals/{draft.id}/merge/", fields(page, ".merge"))

    assert kept(app, draft).writing.facts["notes"] == "From Ben."
    assert kept(app, draft).writing.facts["name"] == "From Chi"
    assert chi.page(f"/desk/proposals/{draft.id}/").select_one("form[data-passkey]")


@pytest.mark.parametrize("path", ["edit/", "", "merge/", "preview/en/"])
def test_a_proposal_that_is_not_there_is_not_found(chi, path):
    assert chi.get(f"/desk/proposals/{'0' * 32}/{path}").status_code == 404


@pytest.mark.parametrize("value", ["", "x", "9" * 30, "-1"])
def test_a_forged_version_loses_nothing(chi, draft, value):
    sent = put(form_of(chi, draft), name="Typed", version=value, base="[")

    answer = chi.post(edit(draft), sent)

    assert answer.status_code == 409
    assert "Typed" in answer.text
