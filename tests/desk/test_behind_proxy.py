"""The desk behind a server of ours: each who tries to sign in is counted alone, and TLS is promised."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_desk
from resources import seeds
from resources.desk import web
from resources.settings import from_environment
from tests.conftest import ROOT
from tests.desk.offices import GB, NOON

ORIGIN = "https://desk.example.org"
HERE, THERE = "203.0.113.1", "203.0.113.2"


def visitor(folder: Path, **told: str) -> FlaskClient:
    (folder / "GB.yaml").write_text(seeds.dumps(GB), encoding="utf-8")
    places = {"NOTALONE_INSTANCE": str(folder / "instance"), "NOTALONE_LISTINGS": str(folder)}
    settings = from_environment({**places, "NOTALONE_DESK_ORIGIN": ORIGIN, **told}, ROOT)
    return create_desk(settings, clock=lambda: NOON).test_client()


def status_of_a_try(client: FlaskClient, named: str) -> int:
    headers = {"Origin": ORIGIN, "X-Forwarded-For": named}
    form = {"credential": "{}"}
    return client.post("/desk/sign-in/", base_url=ORIGIN, headers=headers, data=form).status_code


@pytest.mark.parametrize(("proxy", "status"), [("1", 403), ("0", 429)])  # a stranger's word for who asks is not taken
def test_who_tries_too_often_keeps_only_himself_out(tmp_path: Path, proxy: str, status: int) -> None:
    client = visitor(tmp_path, NOTALONE_PROXY=proxy)

    tries = {status_of_a_try(client, HERE) for _ in range(web.SIGN_INS)}

    assert tries == {403}
    assert status_of_a_try(client, HERE) == 429
    assert status_of_a_try(client, THERE) == status


def test_only_the_last_address_that_a_proxy_names_counts(tmp_path: Path) -> None:
    client = visitor(tmp_path, NOTALONE_PROXY="1")

    tries = [status_of_a_try(client, f"198.51.100.{number}, {HERE}") for number in range(web.SIGN_INS + 1)]

    assert tries == [403] * web.SIGN_INS + [429]


@pytest.mark.parametrize(("https", "promised"), [("1", True), ("0", False)])
def test_a_desk_over_tls_promises_to_stay_so(tmp_path: Path, https: str, promised: bool) -> None:
    client = visitor(tmp_path, NOTALONE_HTTPS=https)

    answers = [client.get(path, base_url=ORIGIN) for path in ("/desk/sign-in/", "/desk/nothing/", "/desk/")]

    assert {"Strict-Transport-Security" in answer.headers for answer in answers} == {promised}
