"""Those who send slowly take no page away from visitors, and are answered in the end; on the server as it is run."""

from contextlib import ExitStack
from pathlib import Path

from resources.settings import Settings
from tests.servers import held, serving

BEGUN, REST = b"count", b"ry=KE"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n"
SLOW = b"POST /en/find/ HTTP/1.1\r\nHost: x\r\n" + FORM + b"\r\n"
PAGES = ("/en/gb/", "/en/gb/", "/en/ke/", "/en/find/", "/api/services?country=GB", "/nowhere")  # ready, built, no page


def test_those_who_send_slowly_take_no_page_away_and_are_answered_in_the_end(
    published: Settings, tmp_path: Path
) -> None:
    environment = {"NOTALONE_INSTANCE": str(published.instance)}
    alone = ("--workers", "1")  # else they may all have met the other one
    with serving("app:application", tmp_path / "log", environment, *alone) as server, ExitStack() as stack:
        (first,) = held(server.port, 1, SLOW + BEGUN, stack)
        held(server.port, 100, SLOW + BEGUN, stack)

        meanwhile = [server.client.get(page).status_code for page in PAGES]
        first.sendall(REST)

        assert meanwhile == [200] * 5 + [404]
        assert first.recv(64).startswith(b"HTTP/1.1 303 ")
