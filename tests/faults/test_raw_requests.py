"""Requests as no client writes them, on raw sockets to the real server: it stays in step, and repeats no word."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from resources.settings import Settings
from tests.servers import HOST, START_SECONDS, serving

PAGE = b"GET /en/privacy/ HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /exit?to=de HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
"""Asked after each: its answer is no other's, so who gets it knows that the connection is in step."""
STEP = b"https://de.wikipedia.org/"
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n"  # must never be answered: nobody asked for it
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
STRANGE = b'"edition"'  # which stands in its answer
POST = b"POST /en/find/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
END = b"\r\n0\r\n\r\n"

BODIES = {
    "both lengths": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED,
    "a list of lengths": POST + b"Content-Length: 0, %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED,
    "a plus": POST + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "a minus": POST + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "a length beyond numbers": POST + b"Content-Length: 99999999999999999999999\r\n\r\n" + SMUGGLED,
    "a length in another base": POST + b"Content-Length: 0x0\r\n\r\n" + SMUGGLED,
    "a folded length": POST + b"Content-Length:\r\n 0\r\n\r\n" + SMUGGLED,
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks that are not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks in HTTP/1.0": CHUNKED.replace(b"1.1", b"1.0", 1) + b"\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk beyond numbers": CHUNKED + b"\r\n" + b"F" * 17 + b"\r\n" + SMUGGLED,
    "a chunk below nothing": CHUNKED + b"\r\n-1\r\n" + SMUGGLED,
    "a chunk in another base": CHUNKED + b"\r\n0x0\r\n\r\n" + SMUGGLED,
    "a long extension of a chunk": CHUNKED + b"\r\n1;" + b"a" * 100_000 + b"\r\na" + END + SMUGGLED,
    "forty thousand chunks": CHUNKED + b"\r\n" + b"1\r\na\r\n" * 40_000 + b"0\r\n\r\n" + SMUGGLED,
    "a body too long": POST + b"Content-Length: 100000\r\n\r\n" + b"a" * (100_000 - len(SMUGGLED)) + SMUGGLED,
    "a body of a read": PAGE.replace(b"\r\n\r\n", b"\r\nContent-Length: %d\r\n\r\n" % len(SMUGGLED)) + SMUGGLED,
    "an upgrade": PAGE.replace(b"Host", b"Connection: Upgrade\r\nUpgrade: h2c\r\nHost", 1),
    "a websocket": PAGE.replace(
        b"Host", b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nHost", 1
    ),
    "a body that waits": POST + b"Content-Length: 100000\r\nExpect: 100-continue\r\n\r\n",
}

REFUSED = {
    "a folded header": PAGE.replace(b"Host", b"X: a\r\n b\r\nHost", 1),
    "a bare CR": b"GET /en/privacy/ HTTP/1.1\rHost: a\r\r\n\r\n",
    "a NUL in a header": PAGE.replace(b"Host", b"X: a\0b\r\nHost", 1),
    "a space in a name": PAGE.replace(b"Host", b"X y: a\r\nHost", 1),
    "a header of a megabyte": PAGE.replace(b"Host", b"X: " + b"a" * 1_000_000 + b"\r\nHost", 1),
    "ten thousand headers": PAGE.replace(b"Host", b"".join(b"X%d: a\r\n" % at for at in range(10_000)) + b"Host", 1),
    "a path of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "HTTP/0.9": b"GET /en/privacy/\r\n\r\n",
    "HTTP/1.2": PAGE.replace(b"1.1", b"1.2"),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    "TLS": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 100 + b"\r\n\r\n",
    "no request": b"\0\xff\xfe\r\n\r\n",
    "a quote in a method": PAGE.replace(b"GET", b'G"ET'),
    "no slash": PAGE.replace(b"/en", b"?en"),
}

TARGETS = (
    b"http://evil.example/en/privacy/",
    b"http://evil.example/en",
    b"evil.example:80",
    b"//evil.example/en/",
    b"//en",
    b"/en//privacy",
    b"/%5cevil.example/en",
    b"/\\evil.example/en",
    b"/en/../healthz",
    b"/en/%2e%2e/healthz",
    b"/en/%252e%252e/",
    b"/en/%c0%ae%c0%ae/",
    b"/en%2fgb",
    b"/en/privacy%00/",
    b"/en/gb;a=b/",
    b"/en/%ff/",
    b"/en/%zz/",
    b"/en/\xff\xfe/",
    b"/en/listing/%2f%2fevil/wrong/",
    b"/en/listing/%0d%0aX-Evil:evil.example/wrong/",
    b"/exit?to=%0d%0aX-Evil:evil.example",
    b"/exit?to=//evil.example/",
    b"/?" + b"a=b&" * 5_000,
)
HOSTS = (
    b"",
    b"Host:\r\n",
    b"Host: a\r\nHost: evil.example\r\n",
    b"Host: u:p@evil.example\r\n",
    b"Host: evil.example:99999\r\n",
    b"Host: [evil.example\r\n",
    b'Host: evil.example"><b>\r\n',
    b"Host: evil.example\\@a\r\n",
    "Host: bücher.evil.example\r\n".encode(),
    b"Host: a\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\nX-Original-URL: /healthz\r\n",
    b"Host: a\r\nX-HTTP-Method-Override: DELETE\r\nX-Forwarded-Proto: evil.example\r\nX-Rewrite-URL: /healthz\r\n",
    b"Host: a\r\nRange: bytes=0-1,5-6,-5\r\nExpect: evil.example\r\nTE: evil.example\r\n",
)


@pytest.fixture(scope="module")
def port(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start the real server."""
    folder = tmp_path_factory.mktemp("raw")
    environment = {"NOTALONE_INSTANCE": str(published.instance)}
    with serving("app:application", folder / "log", environment) as running:
        running.client.post("/en/find/", data={"name": "a"})  # what is read at the first search
        yield running.port


def told(port: int, *requests: bytes, hangs_up: bool = False) -> bytes:
    """Send these, and read until the server closes the line; the last asks for it, or the sender hangs up."""
    with closing(socket.create_connection((HOST, port), START_SECONDS)) as line:
        with suppress(ConnectionError):  # it may close before all is sent
            for request in requests:
                line.sendall(request)
            if hangs_up:
                line.shutdown(socket.SHUT_WR)
        return b"".join(_pieces(line))


def _pieces(line: socket.socket) -> Iterator[bytes]:
    with suppress(ConnectionError):
        while piece := line.recv(65536):
            yield piece


def statuses(said: bytes) -> list[int]:
    return [int(status) for status in STATUS.findall(said)]


@pytest.mark.parametrize("request_", BODIES.values(), ids=BODIES)
def test_no_request_hides_in_the_body_of_another(port: int, request_: bytes) -> None:
    said = told(port, request_, LAST)

    assert STRANGE not in said
    assert b"evil.example" not in said
    assert all(status < 500 for status in statuses(said)), statuses(said)
    assert STEP in said or len(statuses(said)) <= 1


@pytest.mark.parametrize("request_", REFUSED.values(), ids=REFUSED)
def test_what_is_no_request_is_refused_and_the_line_cut(port: int, request_: bytes) -> None:
    said = told(port, request_, LAST)

    assert statuses(said) in ([], [400], [431])
    assert STEP not in said


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_of_any_form_gets_a_page_of_ours_or_none(port: int, target: bytes) -> None:
    said = told(port, b"GET " + target + b" HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")

    assert statuses(said)[0] in (200, 303, 308, 400, 404)
    assert b"evil.example" not in said.lower()
    assert STRANGE not in said


@pytest.mark.parametrize("headers", HOSTS)
@pytest.mark.parametrize("target", [b"/en/privacy/", b"/en", b"/nowhere"])
def test_headers_about_host_method_and_address_change_no_byte(port: int, headers: bytes, target: bytes) -> None:
    plain, tricked = (
        told(port, b"GET " + target + b" HTTP/1.1\r\n" + sent + b"Connection: close\r\n\r\n")
        for sent in (b"Host: a\r\n", headers)
    )

    assert [line for line in tricked.splitlines() if not line.startswith(b"date:")] == [
        line for line in plain.splitlines() if not line.startswith(b"date:")
    ]


def test_requests_one_after_another_are_answered_in_their_order(port: int) -> None:
    said = told(port, PAGE, POST + b"Content-Length: 10\r\n\r\ncountry=gb", PAGE.replace(b"GET", b"HEAD"), LAST)

    assert statuses(said) == [200, 303, 200, 303]
    assert said.rindex(STEP) > said.rindex(b"/en/gb/")


@pytest.mark.parametrize("promise", [b"100000", b"1000000000", b"50"])
def test_a_body_that_was_promised_and_not_sent_holds_nobody_up(port: int, promise: bytes) -> None:
    said = told(port, POST + b"Content-Length: " + promise + b"\r\n\r\nname=", hangs_up=True)

    assert all(status in (200, 400, 413) for status in statuses(said))
    assert statuses(told(port, LAST)) == [303]
