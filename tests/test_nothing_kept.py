"""The server keeps nothing of who asked and what for: looked for in every file and stream that it writes."""

from functools import partial
from http import HTTPStatus
from pathlib import Path

from resources.settings import Settings
from tests.traces import BROKEN, VISITOR, WORD, ask_everything, connect, send_broken, serving, slip


def test_nothing_of_a_visitor_is_in_any_file_or_stream(published: Settings, tmp_path: Path) -> None:
    with serving(tmp_path, published) as server:
        statuses = ask_everything(server.client)
        send_broken(partial(connect, server.port), BROKEN)

    assert {200, 303, 404, 405, 413} <= statuses
    assert any((server.instance / "flags").iterdir()), "a choice of what is wrong was to be kept"
    assert server.kept() == set()


def test_what_cannot_be_kept_tells_the_fault_and_nothing_of_the_visitor(published: Settings, tmp_path: Path) -> None:
    with serving(tmp_path, published) as server:
        (server.instance / "flags").rmdir()
        (server.instance / "flags").write_text("a file where a folder belongs")

        form = {"wrong": "number", "slip": slip(server.client, "/en/listing/gb-childline/"), "text": WORD}

        answer = server.client.post(f"/en/listing/gb-childline/wrong/?{WORD}", data=form)

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"cannot be kept" in server.streams
    assert server.kept() == set()


def test_the_same_search_finds_an_access_log(published: Settings, tmp_path: Path) -> None:
    with serving(tmp_path, published, "--access-log") as server:
        server.client.get(f"/en/{WORD}/")
        server.wait_for({VISITOR.encode(), WORD.encode()})  # granian writes its log after it has answered
