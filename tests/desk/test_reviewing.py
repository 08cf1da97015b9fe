"""To judge a proposal at the desk: two sign what the page shows, and one can hide at once."""

import io
import json
import shutil
import subprocess
import zipfile

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.exc import OperationalError

from resources import seeds
from resources.assertions import decoded
from resources.desk import importing, proposal_rows
from resources.desk.database import engine, transaction
from resources.desk.proposals import State
from tests.desk.clients import desk, fields, put
from tests.desk.offices import NEW_NUMBER, STANDING, approve, change, opened, shown, submit


@pytest.fixture
def app(tmp_path):
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk(opened(opened_engine, tmp_path), tmp_path / "instance")
    opened_engine.dispose()


def at(draft, rest=""):
    return f"/desk/proposals/{draft.id}/{rest}"


def state(office, draft):
    with transaction(office.engine) as session:
        return proposal_rows.find(session, draft.id).state


def test_two_members_publish_a_new_number(office, chi, ben):
    draft = change(office)

    assert chi.sign(at(draft)).status_code == 303
    assert shown(office) == STANDING
    assert ben.sign(at(draft)).status_code == 303

    assert shown(office) == NEW_NUMBER
    assert "Visitors see it" in ben.page(at(draft)).get_text()


def test_the_approver_sees_the_difference_the_pages_and_what_it_means(office, ben):
    page = ben.page(at(submit(office, change(office))))

    assert "0800 555 111" in page.select_one("ins").get_text()
    assert page.find("a", href="https://www.example.org.uk/new")
    assert "I opened the pages named above myself" in page.get_text()
    assert page.select_one("iframe")["src"].endswith("/preview/en/")


def test_the_author_is_not_asked_to_approve(office, chi):
    page = chi.page(at(submit(office, change(office))))

    assert not page.select_one("form[data-passkey]")
    assert "Another member approves" in page.get_text()


def test_what_was_edited_after_the_page_was_read_is_not_approved(office, chi, ben):
    draft = submit(office, change(office))
    read = ben.page(at(draft))
    edit = at(draft, "edit/")
    chi.follow(edit, put(fields(chi.page(edit), ".listing-form"), name="Other"))
    assert chi.sign(at(draft)).status_code == 303

    form = read.select_one("form[data-passkey]")
    answer = ben.post(form["action"], {"credential": credential(ben, form)})

    assert answer.status_code == 409
    assert "it has changed since you opened this page" in answer.text
    assert shown(office) == STANDING


@pytest.mark.parametrize("deed", ["submit", "approve", "drop"])
def test_what_was_settled_meanwhile_comes_too_late(office, chi, ben, deed):
    """Not “not allowed”: whose role includes it reads that the proposal is another one now."""
    draft = change(office)
    form = chi.page(at(draft)).select_one("form[data-passkey]")
    chi.follow(at(draft, "drop/"))

    answer = ben.post(at(draft, f"{deed}/"), {"credential": credential(chi, form)})

    assert answer.status_code == 409
    assert "what became of this meanwhile" in answer.text


def credential(client, form):
    return json.dumps(client.who.key.answer(decoded(json.loads(form["data-options"])["challenge"])))


@pytest.mark.parametrize("text", ["", "null", "{}", "[", '{"id": 1}'])
def test_what_is_no_passkeys_answer_is_said(office, ben, text):
    draft = submit(office, change(office))

    answer = ben.post(at(draft, "approve/"), {"credential": text})

    assert answer.status_code == 400
    assert shown(office) == STANDING


@pytest.mark.parametrize("tag", ["en", "ar", "de", "es", "fr", "uk"])
def test_a_preview_is_the_public_page_and_can_do_nothing(office, ben, tag):
    answer = ben.get(at(change(office), f"preview/{tag}/"))

    assert f'<html lang="{tag}"' in answer.text
    assert "0800 555 111" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox;" in policy
    assert policy.endswith("frame-ancestors 'self'")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_preview_in_no_language_of_ours_is_not_found(office, ben):
    assert ben.get(at(change(office), "preview/xx/")).status_code == 404


def test_a_proposal_is_dropped(office, chi):
    draft = change(office)

    chi.follow(at(draft, "drop/"))

    assert state(office, draft) is State.DROPPED


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ({"phone": "0800 1111"}, {"0808 800 5000"}),
        ({"link": "website"}, {"0800 1111", "0808 800 5000"}),
        ({}, None),
    ],
)
def test_one_tap_hides(office, ben, target, left):
    ben.follow("/desk/listings/gb-example/hide/", target)

    seen = shown(office)
    assert (seen and {phone.number for phone in seen.phones}) == left
    assert "Hidden from visitors" in ben.page("/desk/listings/gb-example/").get_text()


def test_to_show_again_takes_two(office, ben, ana):
    ben.follow("/desk/listings/gb-example/hide/", {})
    where = ben.follow("/desk/listings/", {"kind": "show", "listing": "gb-example"})

    assert ben.sign(where).status_code == 303
    assert shown(office) is None
    assert ana.sign(where).status_code == 303

    assert shown(office) == STANDING


def test_to_take_away_takes_two(office, ben, ana):
    where = ben.follow("/desk/listings/", {"kind": "retire", "listing": "gb-example", "note": "It closed in May."})

    assert ben.sign(where).status_code == 303
    assert "It closed in May." in ana.page(where).get_text()
    assert ana.sign(where).status_code == 303

    assert shown(office) is None


def test_an_earlier_state_comes_back_by_two(office, ben, ana):
    approve(office, submit(office, change(office)))
    page = ben.page("/desk/listings/gb-example/")
    to = page.select_one("input[name='to']")["value"]
    where = ben.follow("/desk/listings/", {"kind": "roll_back", "listing": "gb-example", "to": to})

    assert ben.sign(where).status_code == 303
    assert ana.sign(where).status_code == 303

    assert shown(office) == STANDING


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Website: von der Redaktion verborgen"),
        ("the page now leads elsewhere: 301 x.example", "Website: die Seite führt jetzt woandershin: 301 x.example"),
        ("Ben saw 100 % of it", "Website: Ben saw 100 % of it"),
    ],
)
def test_why_something_is_hidden_is_said_in_the_language_of_the_reader(ben, reason, words):
    ben.follow("/desk/listings/gb-example/hide/", {"link": "website", "reason": reason})
    ben.post("/desk/speak/", {"locale": "de"})

    assert words in " ".join(ben.page("/desk/listings/gb-example/").select_one(".note").text.split())


def test_what_waits_is_taken_up_or_dropped(ben):
    first = ben.page("/desk/candidates/").select_one("form[action$='/confirm/']")["action"]
    where = ben.follow(first)

    assert ben.page(where).select_one("[name='name']")["value"] == "Waits"
    assert not ben.page("/desk/candidates/").select("form[action$='/confirm/']")


def test_what_waits_can_be_dropped(ben):
    ben.follow(ben.page("/desk/candidates/").select_one("form[action$='/drop/']")["action"])

    assert "Nothing waits here" in ben.page("/desk/candidates/").get_text()


@pytest.mark.parametrize("path", ["/desk/proposals/", "/desk/listings/", "/desk/candidates/", "/desk/import/"])
def test_an_empty_place_says_what_to_do_next(ben, path):
    assert ben.page(path).select_one("main").get_text(strip=True)


CSV = "id,name,notes\ngb-example,Renamed,\nnowhere,x,\ngb-other,Other,\n"


def imported(client, content, name="listings.csv"):
    return client.post("/desk/import/", [("file", (io.BytesIO(content), name))], content_type="multipart/form-data")


def test_a_file_is_reported_row_by_row(ben):
    page = imported(ben, CSV.encode()).text

    assert "Proposed; look at it and sign" in page
    assert "Refused" in page
    assert "It says what stands already" in page
    assert 'value="2" max="3"' in page


def test_an_import_tells_how_far_it_is_while_it_runs(ben):
    rows = "id,name\n" + "".join(f"gb-example,Name {number}\n" for number in range(25))

    answer = imported(ben, rows.encode())

    told = BeautifulSoup(answer.text, "html.parser").select(".step progress")
    assert [one["value"] for one in told] == ["10", "20", "25"]
    assert "Content-Length" not in answer.headers


def test_an_import_cut_short_says_what_is_kept(ben, monkeypatch):
    kept = importing.imports.import_rows
    answers = iter([kept, None])

    def failing(*given, **named):
        if deed := next(answers):
            return deed(*given, **named)
        raise OperationalError("", None, Exception())

    monkeypatch.setattr(importing.imports, "import_rows", failing)
    rows = "id,name\n" + "".join(f"gb-example,Name {number}\n" for number in range(25))

    page = imported(ben, rows.encode()).text

    assert "The rows below are kept" in page
    assert page.count("Proposed; look at it and sign") == 10


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "choose a YAML or CSV file"),
        (b"id,name\n", "no row in it"),
        (b"\xff\xfe", "not UTF-8 at byte 0"),
        (b"x" * 1001, "too large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(ben, monkeypatch, content, words):
    monkeypatch.setattr(importing, "MOST_BYTES", 1000)  # the test's own client leaves larger files open

    answer = imported(ben, content)

    assert answer.status_code == 400
    assert words in answer.text


def test_what_was_approved_comes_out_as_a_patch_with_which_the_files_are_sealed(office, ben, tmp_path):
    upstream = tmp_path / "upstream/resources/listings"
    shutil.copytree(seeds.FOLDER, upstream)
    approve(office, submit(office, change(office)))

    archive = zipfile.ZipFile(io.BytesIO(ben.get("/desk/export/").data))
    subprocess.run(["git", "apply"], cwd=tmp_path / "upstream", input=archive.read("listings.patch"), check=True)

    assert archive.namelist() == ["GB.yaml", "seal.json", "listings.patch"]
    assert archive.read("GB.yaml") == (upstream / "GB.yaml").read_bytes()
    assert "0800 555 111" in archive.read("GB.yaml").decode()
    seeds.require_sealed(upstream, seeds.load(upstream))


@pytest.mark.parametrize(
    "path",
    ["/desk/import/", "/desk/export/", "/desk/candidates/"],
)
def test_a_contributor_is_not_let_into_what_moderators_do(chi, path):
    assert chi.get(path).status_code == 403


def test_a_contributor_sees_no_button_to_hide_and_cannot(office, chi):
    assert "Hide at once" not in chi.page("/desk/listings/gb-example/").get_text()
    assert chi.post("/desk/listings/gb-example/hide/").status_code == 403
    assert shown(office) == STANDING
