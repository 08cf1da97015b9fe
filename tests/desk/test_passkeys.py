"""One's own passkeys: seen in a list, added by one that is good, removed, but never the last."""

import json

import pytest

from resources.assertions import Relying, decoded
from resources.desk import vouching
from resources.desk.database import transaction
from tests.desk.clients import Guest
from tests.desk.signing import ANA, BEN, CHI, MALLORY, as_made_for, unverified

NEW = MALLORY.key


def name_of(key) -> str:
    return key.public.credential_id


def is_good(office, key) -> bool:
    with transaction(office.engine) as session:
        return vouching.ring(session).holder(name_of(key)) is not None


def add(client, key, label="tablet"):
    page = client.page("/desk/account/")
    options = json.loads(page.select_one("form[data-passkey=create]")["data-options"])
    made = key.register(decoded(options["challenge"]))
    return client.post("/desk/account/passkey/", {"credential": json.dumps(made), "label": label})


def revoke(client, key):
    return client.post("/desk/account/revoke/", {"passkey": name_of(key)})


def test_the_list_is_of_ones_own_and_says_which_are_good(ben):
    rows = [row.get_text(" ", strip=True) for row in ben.page("/desk/account/").select("main .tasks li")]

    assert len(rows) == 2
    assert all("good" in row for row in rows)


def test_a_further_passkey_is_vouched_for_by_a_good_one_of_ones_own(app, office, ben):
    place = add(ben, NEW).headers["Location"]
    assert not is_good(office, NEW)
    assert "tablet" in ben.page("/desk/account/").get_text()

    ben.sign(place)

    assert is_good(office, NEW)
    guest = Guest(app.test_client())
    guest.sign_in(NEW)
    assert guest.get("/desk/").status_code == 200


def test_a_passkey_that_nobody_vouched_for_opens_only_ones_own_page(app, ben):
    add(ben, NEW)
    guest = Guest(app.test_client())

    guest.sign_in(NEW)

    assert guest.get("/desk/").headers["Location"] == "/desk/account/"
    assert guest.entered(BEN).post("/desk/account/revoke/", {"passkey": name_of(ANA.key)}).status_code == 403


@pytest.mark.parametrize(
    "key",
    [unverified(NEW), as_made_for(NEW, Relying(rp_id="localhost", origin="https://evil.example")), BEN.second, ANA.key],
    ids=["not verified", "another site", "one's own", "another's"],
)
def test_a_passkey_that_is_not_good_is_not_kept_and_the_page_says_why(office, ben, key):
    answer = add(ben, key)

    assert answer.status_code == 400
    assert 'class="fault"' in answer.text
    with transaction(office.engine) as session:
        assert vouching.waiting(session) == []


def test_a_passkey_is_removed_by_another_of_ones_own(app, office, ben):
    place = revoke(ben, BEN.second).headers["Location"]

    ben.sign(place)

    assert not is_good(office, BEN.second)
    assert "revoked" in ben.page("/desk/account/").get_text()
    assert Guest(app.test_client()).sign_in(BEN.second).status_code == 403


def test_ones_own_last_good_passkey_is_not_removed(office, ben):
    ben.sign(revoke(ben, BEN.second).headers["Location"])

    answer = revoke(ben, BEN.key)

    assert answer.status_code == 400
    assert "last good passkey" in answer.text
    assert is_good(office, BEN.key)


def test_the_last_is_not_removed_by_two_that_were_begun_before(office, ben):
    first, second = (revoke(ben, key).headers["Location"] for key in (BEN.second, BEN.key))
    ben.sign(first)

    assert ben.sign(second).status_code == 403
    assert is_good(office, BEN.key)


def test_a_session_ends_with_the_passkey_that_began_it(app, ben):
    guest = Guest(app.test_client())
    guest.sign_in(BEN.second)

    ben.sign(revoke(ben, BEN.second).headers["Location"])

    assert guest.get("/desk/").headers["Location"] == "/desk/sign-in/"


def test_nobody_but_an_administrator_removes_anothers(office, ana, ben, chi):
    for client in (ben, chi):
        assert revoke(client, ANA.second).status_code == 403

    ana.sign(revoke(ana, CHI.key).headers["Location"])
    ana.sign(revoke(ana, CHI.second).headers["Location"])

    assert not is_good(office, CHI.key)
    assert not is_good(office, CHI.second)
    assert chi.get("/desk/").headers["Location"] == "/desk/sign-in/"
