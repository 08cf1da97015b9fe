"""What stands in front of the site by our examples keeps nothing, tells who asks, and waits for those who are slow."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import pytest

from resources.listing import Country
from resources.public import TELLINGS
from resources.settings import Settings
from tests.deploy.behind import listening
from tests.deploy.fronts import CADDY, DESK, NGINX, SITE, Changes, Front, Kind, running
from tests.traces import BROKEN, VISITOR, WORD, Server, ask_everything, send_broken, serving, slip

BEGUN, END = f"name={'a' * 4000}", "a" * 50  # more than Caddy sends on at a time, and still less than a form may hold
SLOW = (
    f"POST /en/find/ HTTP/1.1\r\nHost: {SITE}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    f"Content-Length: {len(BEGUN + END)}\r\n\r\n"
)
OTHERS = 10
PROMISES = ("Cache-Control", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options")
KINDS = {"nginx": NGINX, "caddy": CADDY}


@contextmanager
def in_front(kind: Kind, folder: Path, published: Settings, changes: Changes = ()) -> Iterator[tuple[Front, Server]]:
    """Run the real server behind an example, told as docs/deploy/not-alone.env tells it."""
    told = {"NOTALONE_HTTPS": "1", "NOTALONE_PROXY": "1"}
    with (
        serving(folder, published, "--blocking-threads", "8", **told) as server,
        running(kind, folder / "front", server.port, changes) as front,
    ):
        yield front, server


def stop(server: Server) -> None:
    server.process.terminate()
    server.process.wait()


@pytest.fixture(scope="module", params=KINDS.values(), ids=KINDS.keys())
def front(
    request: pytest.FixtureRequest, published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """Each example in turn, for those who only ask."""
    with in_front(request.param, tmp_path_factory.mktemp("front"), published) as (started, _):
        yield started


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_nothing_of_a_visitor_is_in_any_file_or_stream(kind: Kind, published: Settings, tmp_path: Path) -> None:
    with in_front(kind, tmp_path, published) as (front, server):
        statuses = ask_everything(front.client)
        send_broken(front.connect, BROKEN)
        send_broken(front.connect_plainly, BROKEN)
        stop(server)
        resting = front.client.get(f"/en/{WORD}/")

    assert {200, 303, 404, 405, 413} <= statuses
    assert resting.status_code in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)
    assert server.kept() == set()


@pytest.mark.parametrize(
    ("kind", "hole"),
    [
        (NGINX, ("    access_log off;", "    access_log FOLDER/access.log;")),
        (NGINX, ("error_log stderr emerg;", "error_log stderr error;")),
        (CADDY, ("help.example.org {\n", "help.example.org {\n\tlog {\n\t\toutput file FOLDER/access.log\n\t}\n")),
        (CADDY, ("\t\tlevel WARN\n\t\texclude http tls.handshake events\n", "\t\tlevel DEBUG\n")),
    ],
    ids=["nginx-access", "nginx-errors", "caddy-access", "caddy-errors"],
)
def test_the_same_search_finds_what_a_careless_setting_keeps(
    kind: Kind, hole: tuple[str, str], published: Settings, tmp_path: Path
) -> None:
    with in_front(kind, tmp_path, published, [hole]) as (front, server):
        stop(server)
        front.client.get(f"/en/{WORD}/")

    assert {VISITOR.encode(), WORD.encode()} <= {mark for _, mark in server.kept()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_who_asks_is_counted_and_never_who_says_to_be_another(
    kind: Kind, published: Settings, countries: tuple[Country, ...], tmp_path: Path
) -> None:
    names = [one.id for country in countries for one in country.listings if one.status == "listed"][: 3 * TELLINGS]
    with in_front(kind, tmp_path, published) as (front, server):
        for number, name in enumerate(names):  # each of another listing, since too many of one are dropped anyway
            page = f"/en/listing/{name}/"
            form = {"wrong": "number", "slip": slip(front.client, page)}
            front.client.post(f"{page}wrong/", data=form, headers={"X-Forwarded-For": f"203.0.113.{number}"})

    told = sum(len(file.read_text().splitlines()) for file in (server.instance / "flags").iterdir())
    assert TELLINGS <= told <= 2 * TELLINGS < len(names)  # a minute may end in between


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_while_the_site_is_restarted_a_plain_word_stands_there(kind: Kind, published: Settings, tmp_path: Path) -> None:
    with in_front(kind, tmp_path, published) as (front, server):
        stop(server)
        answer = front.client.get("/en/gb/")

    assert answer.status_code in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)
    assert "Call the emergency number of your country." in answer.text
    assert [answer.headers.get_list(name) for name in PROMISES[:2]] == [["no-store"], ["no-referrer"]]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_form_reaches_the_site_when_all_of_it_was_sent(kind: Kind, tmp_path: Path) -> None:
    with listening() as site, running(kind, tmp_path / "front", site.port) as front, front.connect() as line:
        line.sendall(f"{SLOW}{BEGUN}".encode())
        for _ in range(OTHERS):  # each is answered before the next: half a form that is passed on is there by then
            front.client.post("/en/find/", data={"name": "childline"})
        line.sendall(END.encode())

        forms = [site.form() for _ in range(OTHERS + 1)]
        assert forms == [*[len("name=childline")] * OTHERS, len(BEGUN + END)]


@pytest.mark.parametrize(
    ("kind", "hole"),
    [
        (NGINX, ("proxy_request_buffering on;", "proxy_request_buffering off;")),
        (CADDY, ("\t\t\tbuffer_requests\n\t\t\tmax_buffer_size 8KB\n", "")),
    ],
    ids=KINDS.keys(),
)
def test_the_same_site_sees_half_a_form_where_it_is_passed_on_as_it_comes(
    kind: Kind, hole: tuple[str, str], tmp_path: Path
) -> None:
    with listening() as site, running(kind, tmp_path / "front", site.port, [hole]) as front, front.connect() as line:
        line.sendall(f"{SLOW}{BEGUN}".encode())

        assert site.form() == len(BEGUN + END)


@pytest.mark.parametrize("path", ["/en/gb/", "/nothing/", "/healthz", "/exit"])
def test_every_answer_keeps_the_promises_once(front: Front, path: str) -> None:
    answer = front.client.get(path)

    assert [len(answer.headers.get_list(name)) for name in PROMISES] == [1, 1, 1, 1]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_desk_has_a_name_of_its_own_that_is_closed_to_strangers(front: Front) -> None:
    inside = front.client.get("/desk/sign-in/", headers={"Host": DESK, "X-Forwarded-For": "10.8.0.1"})
    outside = front.client.get("/desk/sign-in/")

    assert (inside.status_code, outside.status_code) == (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


def test_a_visitor_without_tls_is_led_to_it(front: Front) -> None:
    with front.connect_plainly() as line:
        line.sendall(f"GET /en/gb/ HTTP/1.1\r\nHost: {SITE}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()

    assert answer.split()[1] in ("301", "308")
    assert f"location: https://{SITE}" in answer.lower()


def test_connections_are_of_today(front: Front) -> None:
    front.trusts.set_alpn_protocols(["h2", "http/1.1"])

    with front.connect() as line:
        protocols = line.selected_alpn_protocol(), line.version()

    assert protocols == ("h2", "TLSv1.3")


def test_nginx_hands_out_no_ticket(published: Settings, tmp_path: Path) -> None:
    with in_front(NGINX, tmp_path, published) as (front, _):
        front.trusts.maximum_version = ssl.TLSVersion.TLSv1_2
        with front.connect() as line:
            session = line.session

    assert session is not None
    assert not session.has_ticket
