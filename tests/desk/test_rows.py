"""Files of many proposals: each row read by itself, whole or as what changes."""

import pytest

from resources import seeds
from resources.desk import faults, rows
from resources.desk.rows import Form
from resources.terms import Channel, Fact
from tests.builders import country, evidence, listing, phone

STANDING = listing(phones=(phone(), phone(number="0808 800 5000")))
OTHER = listing(id="gb-other", name="Other")
YAML = seeds.dumps(country(STANDING, OTHER))
HEADER = "id,name,website,languages,phones.1.number,phones.1.hours,evidence.1.url,evidence.1.publisher,evidence.1.kind,"
HEADER += "evidence.1.as_of,evidence.1.supports\n"


def csv_row(cells, header=HEADER):
    (row,) = rows.read(header + cells + "\n", Form.CSV)
    return row


def only(text, form):
    (row,) = rows.read(text, form)
    return row


def test_country_file_is_read_row_by_row():
    read = rows.read(YAML, Form.YAML)

    assert [(row.number, row.listing_id, row.faults) for row in read] == [(1, "gb-example", ()), (2, "gb-other", ())]
    assert [faults.listing_of(rows.whole(row, None)) for row in read] == [STANDING, OTHER]


def test_bare_list_of_listings_is_read_too():
    text = "".join(line[2:] for line in YAML.partition("listings:\n")[2].splitlines(keepends=True))

    assert [row.listing_id for row in rows.read(text, Form.YAML)] == ["gb-example", "gb-other"]


def test_flaw_of_one_row_is_named_there_and_nowhere_else():
    spoilt = YAML.replace('    name: "Other"\n', '    name: "Other"\n    name: "Twice"\n')

    first, second = rows.read(spoilt, Form.YAML)

    assert first.faults == ()
    assert [(fault.listing, fault.field) for fault in second.faults] == [("gb-other", "name")]


def test_row_that_is_no_listing_is_named_and_loses_no_other():
    first, second = rows.read("- 0800 1111\n- id: gb-other\n", Form.YAML)

    assert "write a block of fields" in first.faults[0].remedy
    assert second.listing_id == "gb-other"


# what cannot be read as rows, how it is written, words of the remedy
UNREADABLE = [
    ("a: [", Form.YAML, "not one YAML document"),
    ("", Form.YAML, "the file is empty"),
    *((opening * 100_000, Form.YAML, "more than 20 deep") for opening in ("[", "{a: ", "- ", "? ")),  # ends no process
    ("country: GB\n", Form.YAML, "no listings; write a list of them"),
    ('id,name\n"gb-a', Form.CSV, "save it with commas and double quotes"),
    ("name\nOther\n", Form.CSV, "`id` is one of them"),
    ("id,telephone\ngb-a,1\n", Form.CSV, "phones.1.number"),
    ("id,phones.1.colour\ngb-a,1\n", Form.CSV, "no such column"),
    ("id,checks\ngb-a,1\n", Form.CSV, "no such column"),
    ("id,name,name\ngb-a,A,B\n", Form.CSV, "stands 2 times; keep one"),
    ("id\n" + "gb-a\n" * (rows.MOST_ROWS + 1), Form.CSV, "at most 2000 rows"),
    ("- id: gb-a\n" * (rows.MOST_ROWS + 1), Form.YAML, "at most 2000 rows"),
]


@pytest.mark.parametrize(("text", "form", "words"), UNREADABLE)
def test_file_that_cannot_be_read_is_one_row_that_says_why(text, form, words):
    row = only(text, form)

    assert row.number == 0
    assert any(words in fault.remedy for fault in row.faults)


def test_csv_row_changes_only_what_is_filled_in():
    row = csv_row("gb-example,,https://www.example.org.uk/new,,,,,,,,")

    assert rows.whole(row, STANDING) == STANDING.model_dump(mode="json") | {"website": "https://www.example.org.uk/new"}


def test_csv_phones_take_the_place_of_those_that_stand():
    row = csv_row("gb-example,,,,0800 555 111,24/7,,,,,")

    (changed,) = faults.listing_of(rows.whole(row, STANDING)).phones

    assert (changed.number, changed.hours, changed.channel) == ("0800 555 111", "24/7", Channel.VOICE)


def test_csv_pages_join_those_that_stand():
    row = csv_row("gb-example,,,,,,https://new.example.org.uk/,Example,official,2026-11,phones hours")

    pages = faults.listing_of(rows.whole(row, STANDING)).evidence

    assert [page.url for page in pages] == ["https://www.example.org.uk/contact", "https://new.example.org.uk/"]
    assert pages[1].supports == (Fact.PHONES, Fact.HOURS)


def test_csv_page_with_the_same_address_takes_the_place_of_the_old_one():
    row = csv_row("gb-example,,,,,,https://www.example.org.uk/contact,Example,official,2026-11-20,phones")

    (page,) = faults.listing_of(rows.whole(row, STANDING)).evidence

    assert page == evidence(as_of="2026-11-20", supports=(Fact.PHONES,))


def test_csv_null_empties_a_field():
    row = csv_row("gb-example,,null,null,,,,,,,")

    assert rows.whole(row, STANDING)["website"] is None
    assert rows.whole(row, STANDING)["languages"] == []


def test_csv_row_of_a_new_listing_begins_with_nothing_known():
    header = "id,name,kind,audiences,phones.1.number,evidence.1.url,evidence.1.publisher,evidence.1.kind\n"
    row = csv_row(
        'gb-new,"New, and Co",child_helpline,"child, parent",0800 1111,https://new.org.uk/,New,official', header
    )

    new = faults.listing_of(rows.whole(row, None))

    assert (new.name, new.audiences, new.status, new.chat) == ("New, and Co", ("child", "parent"), "listed", None)


def test_csv_numbered_columns_keep_their_order_however_they_stand():
    header = "id,phones.10.number,phones.2.number\n"

    phones = csv_row("gb-example,0800 1111,0808 800 5000", header).facts["phones"]

    assert [phone["number"] for phone in phones] == ["0808 800 5000", "0800 1111"]


def test_csv_row_with_too_many_cells_is_named_and_loses_no_other():
    first, second = rows.read("id,name\ngb-a,A,B\ngb-b,B\n", Form.CSV)

    assert "more cells than columns" in first.faults[0].remedy
    assert (second.listing_id, second.faults) == ("gb-b", ())


def test_csv_saved_by_a_spreadsheet_reads_alike():
    assert only("\ufeffid,name\r\ngb-a,A\r\n", Form.CSV).facts == {"id": "gb-a", "name": "A"}


# the name of a file, its form
FORMS = [("many.csv", Form.CSV), ("MANY.CSV", Form.CSV), ("KE.yaml", Form.YAML), ("noname", Form.YAML)]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_form_is_told_by_the_name(name, form):
    assert rows.form_of(name) is form
