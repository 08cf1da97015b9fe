"""The form of a listing: what goes in comes out, and what is wrong is said where it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.desk import faults, forms
from resources.desk.forms import facts_of, form_of
from resources.errors import Fault
from resources.listing import Country, Listing
from tests.builders import listing, phone


def json_of(one):
    return one.model_dump(mode="json")


def control(form, place):
    return next(one for one in walked(form.controls) if one.place == place)


def walked(controls):
    for one in controls:
        yield one
        for block in one.blocks:
            yield from walked(block.controls)


def test_every_bundled_listing_comes_back_from_its_form(countries: tuple[Country, ...]):
    listings = [one for country in countries for one in country.listings]

    changed = [one.id for one in listings if facts_of(form_of(json_of(one)).posted) != json_of(one)]

    assert len(listings) > 800
    assert changed == []


def test_what_comes_back_is_the_listing(countries: tuple[Country, ...]):
    for country in countries:
        for one in country.listings:
            assert Listing.model_validate(facts_of(form_of(json_of(one)).posted)) == one


def test_the_order_in_which_terms_stood_is_kept():
    one = listing(audiences=("parent", "child"), languages=("fr", "de"))

    facts = facts_of(form_of(json_of(one)).posted)

    assert facts["audiences"] == ["parent", "child"]
    assert facts["languages"] == ["fr", "de"]


TYPED = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), min_size=1).filter(str.strip)


@given(name=TYPED, kind=TYPED, url=TYPED, number=TYPED, terms=st.lists(TYPED, unique=True))
def test_nothing_that_was_typed_is_lost(name, kind, url, number, terms):
    posted = [("name", name), ("kind", kind), ("website", url), ("phones.0.number", number)]
    facts = facts_of([*posted, *(("audiences", term) for term in terms)])

    again = facts_of(form_of(facts, faults.of_shape(facts)).posted)

    assert again == facts
    assert (again["name"], again["kind"], again["website"], again["audiences"]) == (name, kind, url, terms)
    assert again["phones"][0]["number"] == number


@pytest.mark.parametrize(
    ("posted", "facts"),
    [
        # what was left empty is not known
        ([("website", "")], {"website": None}),
        ([("website", "  ")], {"website": None}),
        # a field that is needed stays empty, so that the message asks for it
        ([("name", "")], {"name": ""}),
        # three answers to one question
        ([("anonymous", "true")], {"anonymous": True}),
        ([("anonymous", "false")], {"anonymous": False}),
        ([("anonymous", "")], {"anonymous": None}),
        # lists by signs that people write between words
        ([("languages", " en, cy ;fr")], {"languages": ["en", "cy", "fr"]}),
        # lines as browsers send them
        ([("notes", "one\r\ntwo")], {"notes": "one\ntwo"}),
        # a part in which nothing was typed, fresh or emptied
        ([("phones.0.number", ""), ("phones.0.channel", "voice"), ("phones.0.cost", "unknown")], {"phones": []}),
        ([("phones.0.number", ""), ("phones.0.channel", "")], {"phones": []}),
        ([("reporting.response", "")], {"reporting": None}),
        # numbers of blocks only give their order
        ([("checks.7.by", "b"), ("checks.3.by", "a")], {"checks": ["a", "b"]}),
        # other names are none of ours
        ([("csrf", "x"), ("phones.x.number", "1"), ("phones", "1"), ("__class__", "x")], {"phones": []}),
    ],
)
def test_what_is_posted_is_read_as(posted, facts):
    read = facts_of(posted)

    found = {name: read[name] for name in facts}
    assert found | {"checks": [check["by"] for check in read["checks"]]} == {"checks": []} | facts


def test_a_block_can_be_left_away_or_added():
    facts = json_of(listing(phones=(phone(number="116 123"), phone(number="0800 1111"))))

    fewer = facts_of(form_of(facts).posted, less="phones.0")
    more = form_of(facts, more="phones")

    assert [one["number"] for one in fewer["phones"]] == ["0800 1111"]
    assert [block.place for block in control(more, "phones").blocks] == ["phones.0", "phones.1", "phones.2"]


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"name": ""}, "name", "empty; write it"),
        ({"kind": ""}, "kind", "nothing chosen; choose one"),
        ({"kind": "shop"}, "kind", "not a term that is known here"),
        ({"website": "example"}, "website", "begin it with https://"),
        ({"audiences": []}, "audiences", "empty; give at least one"),
        ({"audiences": ["cats"]}, "audiences", "not a term"),
        ({"region": "GB-ENG"}, "region", "write scope: regional, or leave it empty"),
        ({"languages": ["english please"]}, "languages", ""),
        ({"phones": [json_of(phone()) | {"hours": "always"}]}, "phones.0.hours", ""),
        ({"phones": [json_of(phone()) | {"number": "12"}]}, "phones.0.number", ""),
        ({"evidence": []}, "evidence", "empty; give at least one"),
        ({"checks": [dict.fromkeys(("fact", "method", "url", "on", "by", "holds"), "")]}, "checks.0.holds", "choose"),
    ],
)
def test_a_fault_is_said_at_its_field(changes, place, words):
    facts = json_of(listing()) | changes

    form = form_of(facts, faults.of_shape(facts))

    assert place in [one.place for one in form.wrong]
    assert words in " ".join(control(form, place).faults)
    assert form.faults == ()


def test_a_contact_without_its_page_is_said_at_the_contact():
    before = listing()
    after = before.model_copy(update={"phones": (phone(number="116 123", hours="Mo-Fr 09:00-17:00"),)})

    form = form_of(json_of(after), faults.of_evidence(before, after))

    assert len(control(form, "phones").faults) + sum(len(b.faults) for b in control(form, "phones").blocks) == 2


def test_a_fault_of_no_field_is_said_above_the_form():
    assert form_of(json_of(listing()), [Fault("", "gb-x", "nowhere", "", "mend it")]).faults == ("mend it",)


def test_a_blank_form_asks_for_a_phone_page_and_nothing_more():
    form = form_of(forms.blank("gb-new"))

    assert control(form, "id").value == "gb-new"
    assert len(control(form, "evidence").blocks) == 1
    assert control(form, "checks").blocks == ()
    assert facts_of(form.posted) == forms.blank("gb-new")
