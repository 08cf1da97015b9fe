"""The demonstration is a real desk at work; nothing of it opens another desk, and nothing in it looks like help."""

import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace

import httpx
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

import app as site
from resources import seeds
from resources.assertions import decoded
from resources.demo import cast, doors, stage, story
from resources.demo.__main__ import main
from resources.demo.softkey import SoftKey
from resources.desk import proposal_rows, vouching, wing
from resources.desk.database import transaction
from resources.desk.proposals import State
from resources.editions import Shelf
from resources.errors import DemoError
from resources.proofs import Trust
from resources.settings import Settings, from_environment
from resources.vouches import Founding
from tests.builders import country, listing
from tests.conftest import NOON, ROOT
from tests.servers import free_port, wait_until

ORIGIN, PUBLIC = "http://localhost:8001", "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Two countries, of which one is the made-up services', and no state yet."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "listings").mkdir()
    for one in (country(listing()), country(code="AQ")):
        (folder / f"listings/{one.country}.yaml").write_text(seeds.dumps(one), "utf-8")
    places = {"NOTALONE_INSTANCE": str(folder / "instance"), "NOTALONE_LISTINGS": str(folder / "listings")}
    return {**places, "NOTALONE_DESK_ORIGIN": ORIGIN, "DATABASE_URL": ""}


@pytest.fixture(scope="module")
def begun(environment):
    """Begin it once, for tests that copy it."""
    settings = from_environment(environment, ROOT)
    players, token = story.begin(settings, PUBLIC, now=NOON)
    return settings, players, token


@pytest.fixture
def settings(begun, tmp_path) -> Settings:
    shutil.copytree(begun[0].instance, tmp_path / "instance")
    return replace(begun[0], instance=tmp_path / "instance")


@pytest.fixture
def players(begun):
    return begun[1]


@pytest.fixture
def app(settings):
    built = doors.create(settings, ROOT, lambda: NOON)
    yield built
    built.extensions["desk"].office.engine.dispose()


@pytest.fixture
def browser(app):
    return app.test_client()


def page(browser, path):
    answer = browser.get(path, base_url=ORIGIN)
    assert answer.status_code == 200, (path, answer.status, answer.headers.get("Location"))
    return BeautifulSoup(answer.text, "html.parser")


def sent(browser, path, fields, **options):
    return browser.post(path, base_url=ORIGIN, data=fields, headers={"Origin": ORIGIN}, **options)


def pressed(browser, path, name=""):
    """Press the button of a passkey in software, as a browser does."""
    button = next(one for one in page(browser, path).select("button[name=software]") if name in one.text)
    form = button.find_parent("form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    return sent(browser, form["action"], {**fields, "software": button["value"]})


def drafts(settings):
    engine = wing.open_database(settings)
    with transaction(engine) as session:
        found = proposal_rows.in_states(session, State)
    engine.dispose()
    return found


def address(settings, state, listing_id):
    """Name the page of the one proposal that stands so."""
    found = [one.id for one in drafts(settings) if (one.state, one.listing_id) == (state, listing_id)]
    return f"/desk/proposals/{found[0]}/"


def shown(settings, first_key):
    shelf = Shelf(settings.editions, Trust(first_key))
    return {one.id: one for one in shelf.part(shelf.newest().edition, "AQ").listings}


def test_each_of_the_three_is_vouched_for_back_to_the_first_key(settings, players):
    engine = wing.open_database(settings)
    with transaction(engine) as session:
        ring = vouching.ring(session)
    engine.dispose()

    assert isinstance(ring.entries[0], Founding)
    assert ring.fingerprint == players.first_key
    assert ring.roles == {1: "administrator", 2: "moderator", 3: "contributor"}


def test_what_two_signed_is_shown_and_proven_and_without_their_key_is_not(settings, players):
    assert Shelf(settings.editions, Trust(players.first_key)).verify(signatures=True) == ()
    assert sorted(shown(settings, players.first_key)) == [story.POST, story.RADIO]
    assert Shelf(settings.editions, Trust("0" * 64)).verify(signatures=True) != ()


def test_nothing_made_up_can_be_taken_for_help(settings):
    written = [one.writing.facts for one in drafts(settings)]

    assert len(written) == 6
    for facts in written:
        assert facts["id"].startswith("aq-")
        assert facts["name"].endswith("(made up)")
        assert "does not exist" in facts["notes"]
        assert (facts["phones"] or [], facts["chat"], facts["email"], facts["report_url"]) == ([], None, None, None)
        assert (facts["website"] or "https://www.example.org/").startswith("https://www.example.org/")


def test_a_newcomer_goes_on_as_each_of_the_three_by_one_button(browser):
    for name in cast.ROLES:
        assert pressed(browser, "/desk/sign-in/", name).headers["Location"] == "/desk/"
        assert page(browser, "/desk/").select_one(".who").text == name


def test_the_queue_holds_an_alarm_a_task_of_the_watch_and_something_to_sign(browser):
    pressed(browser, "/desk/sign-in/", "Milo")

    queue = page(browser, "/desk/").select_one("main").text

    assert "3 visitors say the same" in queue
    assert "1 proposal waits for your signature" in queue
    assert "The watch found 1 fault" in queue
    found = page(browser, f"/desk/listings/{story.RADIO}/check/").select_one("main dl").text
    assert "on air every day" in found
    assert "404" in found


def test_two_wrote_in_one_field_and_meet_in_the_merge_view(browser, settings):
    pressed(browser, "/desk/sign-in/", "Ida")

    merge = page(browser, f"{address(settings, 'draft', story.RADIO)}merge/").select_one(".merge").text

    assert "Ida wrote this sentence" in merge
    assert "Milo wrote this one" in merge


def test_what_waits_is_approved_by_a_passkey_in_software_and_shown(browser, settings, players):
    waits = address(settings, "in_review", story.POST)
    pressed(browser, "/desk/sign-in/", "Milo")

    answer = pressed(browser, waits)

    assert answer.status_code == 303
    assert shown(settings, players.first_key)[story.POST].languages == ("en", "de")
    assert Shelf(settings.editions, Trust(players.first_key)).verify(signatures=True) == ()


def test_nobody_approves_their_own_here_either(browser, settings):
    waits = address(settings, "in_review", story.POST)
    pressed(browser, "/desk/sign-in/", "Ida")

    assert page(browser, waits).select("button[name=software]") == []


def test_somebody_joins_with_a_passkey_of_their_own_once_two_have_vouched(app, begun):
    own, newcomer, colleague = SoftKey(begun[1].players[0].key.relying), app.test_client(), app.test_client()
    form = page(newcomer, f"/desk/join/{begun[2]}/").select_one("form[data-passkey]")
    answer = own.register(decoded(json.loads(form["data-options"])["challenge"]))
    sent(newcomer, form["action"], {"name": "Real", "credential": json.dumps(answer)})
    vouching_page = page(newcomer, "/desk/account/").select_one("a[href^='/desk/vouching/']")["href"]

    for name in ("Pia", "Milo"):
        pressed(colleague, "/desk/sign-in/", name)
        assert pressed(colleague, vouching_page).status_code == 303

    assert page(newcomer, "/desk/").select_one(".who").text == "Real"


def test_every_page_says_that_it_is_a_demonstration(browser):
    pressed(browser, "/desk/sign-in/", "Pia")

    for path in ("/desk/", "/desk/people/", "/desk/proposals/", "/desk/dashboard/", "/desk/account/", "/desk/sign-in/"):
        assert "This is a demonstration." in page(browser, path).select_one("main aside").text
    assert "This is a demonstration." in browser.get("/desk/nothing/", base_url=ORIGIN).text


ASKED = json.dumps({"challenge": "AAAA"})


@pytest.mark.parametrize(
    "fields",
    [
        {"options": ASKED, "software": "nobody’s"},
        {"options": ASKED},  # a challenge that is not ours
        {"options": "[" * 4000},
        {"options": '{"challenge": 1}'},
        {"options": "{}"},
        {},
    ],
)
def test_a_question_that_is_not_the_desks_own_is_refused_as_ever(browser, players, fields):
    software = next(iter(players.keys))

    assert sent(browser, "/desk/sign-in/", {"software": software, **fields}).status_code == 403


def test_another_site_cannot_press_the_buttons(browser, players):
    options = page(browser, "/desk/sign-in/").select_one("input[name=options]")["value"]
    fields = {"options": options, "software": next(iter(players.keys))}

    answer = browser.post("/desk/sign-in/", base_url=ORIGIN, data=fields, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", ""])
def test_no_other_machine_is_answered(browser, address):
    answer = browser.get("/desk/sign-in/", base_url=ORIGIN, environ_overrides={"REMOTE_ADDR": address})

    assert answer.status_code == 403
    assert "Go on as" not in answer.text


def test_the_real_desk_answers_for_no_passkey_whatever_its_settings(environment, settings, players):
    """Not even over the demonstration's own rows: what signs is in its process alone."""
    for origin in (ORIGIN, "https://desk.example.org"):
        production = {**environment, "NOTALONE_INSTANCE": str(settings.instance), "NOTALONE_DESK_ORIGIN": origin}
        switches = dict.fromkeys(("NOTALONE_GALLERY", "NOTALONE_HTTPS", "NOTALONE_PROXY", "NOTALONE_DEMO"), "1")
        chosen = from_environment({**production, **switches, "NOTALONE_FIRST_KEY": players.first_key}, ROOT)
        desk = site.create_desk(chosen, clock=lambda: NOON)
        browser = desk.test_client()
        asked = browser.get("/desk/sign-in/", base_url=origin)
        options = BeautifulSoup(asked.text, "html.parser").select_one("form[data-options]")["data-options"]

        for software in (*players.keys, *cast.ROLES):
            fields = {"options": options, "software": software}
            answer = browser.post("/desk/sign-in/", base_url=origin, data=fields, headers={"Origin": origin})
            assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)
        assert "software" not in asked.text
        assert "demonstration" not in asked.text
        desk.extensions["desk"].office.engine.dispose()


def test_the_demonstration_has_no_address_that_the_desk_has_not(app, settings):
    desk = site.create_desk(settings, clock=lambda: NOON)

    assert {str(rule) for rule in app.url_map.iter_rules()} == {str(rule) for rule in desk.url_map.iter_rules()}
    desk.extensions["desk"].office.engine.dispose()
    with pytest.raises(AttributeError):
        site.demo  # noqa: B018 - to ask for it is what is tried


def real(settings):
    """Put a desk of real members where the demonstration is: another first key, and its file left behind."""
    marker = (settings.instance / cast.FILE).read_bytes()
    shutil.rmtree(settings.instance)
    story.begin(settings, PUBLIC, now=NOON)
    (settings.instance / cast.FILE).write_bytes(marker)


def unmarked(settings):
    (settings.instance / cast.FILE).unlink()


def damaged(settings):
    (settings.instance / cast.FILE).write_text('{"origin": "http://localhost:8001", "keys": {}}')


@pytest.mark.parametrize("change", [real, unmarked, damaged])
def test_it_neither_plays_nor_begins_where_a_real_desk_may_be(settings, change):
    change(settings)
    stood = sorted(settings.instance.rglob("*"))

    with pytest.raises(DemoError):
        doors.create(settings, ROOT, lambda: NOON)
    with pytest.raises(DemoError):
        story.begin(settings, PUBLIC, now=NOON)

    assert [one for one in stood if not one.exists()] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"database": "postgresql://localhost/desk"},
        {"desk_origin": "https://desk.example.org"},
        {"desk_origin": "http://localhost.evil.example:8001"},
    ],
)
def test_it_neither_plays_nor_begins_beyond_this_machine(settings, changes):
    for deed in (stage.require, stage.clear):
        with pytest.raises(DemoError):
            deed(replace(settings, **changes))


def test_its_passkeys_are_for_the_port_that_it_was_made_for(settings):
    with pytest.raises(DemoError, match="make demo"):
        stage.require(replace(settings, desk_origin="http://localhost:9999"))


@pytest.fixture
def chosen(environment, settings):
    """Choose the folder of a demonstration, and a port that nothing else has."""
    origin = f"http://localhost:{free_port()}"
    return {**environment, "NOTALONE_INSTANCE": str(settings.instance), "NOTALONE_DESK_ORIGIN": origin}


def commanded(chosen, public):
    return CliRunner().invoke(main, [public], env=chosen)


def test_the_command_makes_it_anew_serves_both_and_ends_both(chosen, settings, tmp_path):
    before, public, log = cast.read(settings.instance).first_key, f"http://127.0.0.1:{free_port()}", tmp_path / "log"
    desk = chosen["NOTALONE_DESK_ORIGIN"]
    command = [sys.executable, "-m", "resources.demo", public, "--", "--http", "1", "--no-ws"]

    with log.open("wb") as told:
        running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **chosen}, stdout=told, stderr=told)
    with running:
        for address in (f"{desk}/desk/sign-in/", f"{public}/en/aq/"):
            wait_until(lambda: httpx.get(address, trust_env=False), running, log.read_text)  # noqa: B023 - called at once
        visited = httpx.get(f"{public}/en/aq/", trust_env=False).text
        running.terminate()

    assert "Penguin post (made up)" in visited
    assert cast.read(settings.instance).first_key != before
    assert f"{desk}/desk/join/" in log.read_text()
    assert f"{public}/en/aq/" in log.read_text()
    for address in (desk, public):
        stage.require_free(settings, address)


def test_the_listing_files_are_read_once(settings, tmp_path):
    read, gone = seeds.load(settings.listings), replace(settings, listings=tmp_path / "gone")

    desk = doors.create(gone, ROOT, lambda: NOON, read).extensions["desk"]
    again, _ = story.begin(gone, PUBLIC, now=NOON, countries=read)

    assert tuple(desk.office.countries.values()) == read
    assert story.POST in shown(gone, again.first_key)
    desk.office.engine.dispose()


def test_the_command_tells_what_is_wrong_without_a_traceback(chosen, settings):
    unmarked(settings)

    result = commanded(chosen, f"http://127.0.0.1:{free_port()}")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "make demo" in result.stderr


def test_the_command_takes_nothing_away_from_a_demonstration_that_still_plays(chosen, settings):
    before = cast.read(settings.instance).first_key
    with socket.socket() as playing:
        playing.bind(("127.0.0.1", 0))
        playing.listen()

        result = commanded(chosen, f"http://127.0.0.1:{playing.getsockname()[1]}")

    assert result.exit_code == 1
    assert "name other ports" in result.stderr
    assert cast.read(settings.instance).first_key == before
