"""What belongs to another: for each object of the desk, asked and posted by every role, who may read it and who do it.

C is Chi, a contributor; M Ben, a moderator; A Ana, an administrator; N Dan, for whom nobody has vouched; S a stranger.
A deed counts as done where anything was kept. Each asks a desk that is as it was, with a passkey of their own.
"""

import json
from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup

from resources.desk import review, vouching
from resources.desk.database import transaction
from resources.desk.tables import Vouching
from resources.errors import NotAloneError
from resources.ledger import digest_of
from tests.desk.busy import DAN, Busy
from tests.desk.clients import Client, Guest
from tests.desk.offices import STANDING
from tests.desk.signing import ANA, BEN, CHI, Signer

NOTE = {"version": "1", "base": "{}", "name": "Otherwise", "note": "n"}
WHO: Mapping[str, Signer] = {"C": CHI, "M": BEN, "A": ANA, "N": DAN, "S": DAN}

# what is asked, by whom it is shown
READS = {
    "/desk/proposals/{draft of A}/": "CMA",
    "/desk/proposals/{draft of A}/edit/": "MA",
    "/desk/proposals/{draft of M}/edit/": "MA",
    "/desk/proposals/{draft of C}/edit/": "CMA",
    "/desk/proposals/{signed by A}/": "CMA",
    "/desk/proposals/{signed by A}/edit/": "MA",
    "/desk/proposals/{in conflict}/merge/": "CMA",
    "/desk/proposals/{published}/": "CMA",
    "/desk/proposals/{dropped}/": "CMA",
    "/desk/proposals/{draft of A}/preview/en/": "CMA",
    "/desk/listings/gb-example/": "CMA",
    "/desk/listings/gb-example/check/": "CMA",
    "/desk/candidates/": "MA",
    "/desk/people/": "CMA",
    "/desk/people/3/end/": "A",
    "/desk/vouching/{key of N}/": "CMAN",
    "/desk/vouching/{revoking one of A}/": "CMAN",
    "/desk/account/": "CMAN",
    "/desk/account/leave/": "CMAN",
    "/desk/audit/": "MA",
    "/desk/export/": "MA",
    "/desk/join/{link unused}/": "CMANS",
    "/desk/join/{link recovers}/": "CMANS",
    "/desk/join/{link used}/": "",
}
DONE = {
    ("/desk/proposals/{draft of C}/edit/", "note"): "CMA",
    ("/desk/proposals/{draft of M}/edit/", "note"): "MA",
    ("/desk/proposals/{draft of A}/edit/", "note"): "MA",
    ("/desk/proposals/{signed by C}/edit/", "signed note"): "CMA",
    ("/desk/proposals/{signed by A}/edit/", "signed note"): "MA",
    ("/desk/proposals/{published}/edit/", "note"): "",
    ("/desk/proposals/{dropped}/edit/", "note"): "",
    ("/desk/proposals/{draft of C}/merge/", "note"): "CMA",
    ("/desk/proposals/{draft of A}/merge/", "note"): "MA",
    ("/desk/proposals/{draft of C}/drop/", ""): "CMA",
    ("/desk/proposals/{draft of M}/drop/", ""): "MA",
    ("/desk/proposals/{draft of A}/drop/", ""): "MA",
    ("/desk/proposals/{signed by A}/drop/", ""): "MA",
    ("/desk/proposals/{published}/drop/", ""): "",
    ("/desk/proposals/{draft of C}/submit/", "sign"): "CMA",
    ("/desk/proposals/{draft of M}/submit/", "sign"): "MA",
    ("/desk/proposals/{draft of A}/submit/", "sign"): "MA",
    ("/desk/proposals/{signed by C}/approve/", "sign"): "MA",
    ("/desk/proposals/{signed by M}/approve/", "sign"): "A",
    ("/desk/proposals/{signed by A}/approve/", "sign"): "M",
    ("/desk/proposals/{draft of A}/approve/", "sign"): "",
    ("/desk/proposals/{orphaned}/take-on/", ""): "CMA",
    ("/desk/proposals/{signed by C}/take-on/", ""): "",
    ("/desk/candidates/{gb-waits}/confirm/", ""): "MA",
    ("/desk/candidates/{gb-waits}/drop/", ""): "MA",
    ("/desk/listings/gb-example/hide/", ""): "MA",
    ("/desk/listings/gb-example/check/", "check"): "MA",
    ("/desk/account/revoke/", "key of C"): "A",  # her last good one, which she cannot take from herself
    ("/desk/account/revoke/", "key of M"): "MA",
    ("/desk/account/revoke/", "key of A"): "A",
    ("/desk/account/revoke/", "key of N"): "",
    ("/desk/vouching/{key of N}/", "vouch"): "CMA",
    ("/desk/vouching/{role of C}/", "vouch"): "CMA",
    ("/desk/vouching/{revoking one of M}/", "vouch"): "CMA",
    ("/desk/vouching/{key of N}/withdraw/", ""): "",
    ("/desk/vouching/{role of C}/withdraw/", ""): "CA",
    ("/desk/vouching/{revoking one of M}/withdraw/", ""): "MA",
    ("/desk/vouching/{revoking one of A}/withdraw/", ""): "A",
    ("/desk/vouching/{leaving of C}/withdraw/", ""): "CA",
    ("/desk/people/3/recover/", ""): "A",
    ("/desk/people/1/role/", "role"): "A",
    ("/desk/people/3/role/", "role"): "A",
    ("/desk/people/2/end/", ""): "A",
    ("/desk/people/invite/", "role"): "A",
    ("/desk/speak/", "speak"): "CMAN",
}


def filled(desk: Busy, path: str) -> str:
    """Put the objects into an address."""
    for name, value in desk.objects.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def visitors(desk: Busy) -> dict[str, Client]:
    return {**desk.people, "S": Client(desk.app.test_client(), "", DAN)}


def passkey_of(who: Signer) -> dict[str, str]:
    return {"passkey": who.second.public.credential_id if who in (ANA, BEN) else who.key.public.credential_id}


def answered(who: Signer, challenge: bytes) -> dict[str, str]:
    return {"credential": json.dumps(who.key.answer(challenge))}


def sent(desk: Busy, path: str, what: str, who: Signer) -> dict[str, str]:
    """Fill in a form as whoever wants it done would: rightly, and signed over what truly stands to be signed."""
    match what:
        case "sign":
            proposal = path.split("/")[3]
            try:
                return answered(who, review.statement(desk.office, proposal).digest)
            except NotAloneError:
                return answered(who, b"x" * 32)
        case "vouch":
            with transaction(desk.office.engine) as session:
                row = session.get_one(Vouching, int(path.split("/")[3]))
                return answered(who, vouching.challenge(row, vouching.ring(session)))
        case "note" | "signed note":
            return NOTE | {"version": "2" if what == "signed note" else "1"}
        case "check":
            return {"method": "page_read", "all": "right", "seen": digest_of(STANDING)}
        case "role":
            return {"role": "moderator" if "/3/" in path else "contributor"}
        case "speak":
            return {"locale": "de"}
        case _:
            return passkey_of(WHO[what[-1]]) if what else {}


@pytest.mark.parametrize("path", READS)
def test_what_is_asked_is_shown_to_those_of_the_table(desk: Busy, path: str) -> None:
    shown = [role for role, member in visitors(desk).items() if member.get(filled(desk, path)).status_code == 200]

    assert sorted(shown) == sorted(READS[path])


@pytest.mark.parametrize(("path", "what"), DONE)
def test_what_is_posted_is_done_for_those_of_the_table_and_refused_to_all_others(
    desk: Busy, path: str, what: str
) -> None:
    done = []
    for role in WHO:
        before, place = desk.rows(), filled(desk, path)
        answer = visitors(desk)[role].post(place, sent(desk, place, what, WHO[role]))
        if desk.rows() != before:
            done.append(role)
            desk.put_back()
        else:
            assert answer.status_code in (303, 400, 403, 404, 409)

    assert sorted(done) == sorted(DONE[path, what])


def test_no_table_forgets_a_view_that_belongs_to_somebody(desk: Busy) -> None:
    adapter = desk.app.url_map.bind("localhost")
    asked = {adapter.match(filled(desk, path), method="GET")[0] for path in READS}
    posted = {adapter.match(filled(desk, path), method="POST")[0] for path, _ in DONE}
    own = {"desk.listing_preview", "desk.checks_shown", "desk.joined"}  # what stands for all; and test_joining.py

    assert {rule.endpoint for rule in desk.app.url_map.iter_rules() if rule.arguments} - own <= asked | posted


def test_no_page_of_another_holds_what_opens_the_desk(desk: Busy) -> None:
    """No secret of a session, no link of an invitation, no member’s name to a stranger."""
    secrets = [member.csrf for member in desk.people.values()]
    secrets += [value for name, value in desk.objects.items() if name.startswith("link")]
    for role, member in visitors(desk).items():
        own = desk.people[role].csrf if role in desk.people else ""
        text = "".join(
            member.get(filled(desk, path)).text for path in READS if "/join/" not in path and "export" not in path
        )

        assert [secret for secret in secrets if secret in text and secret != own] == []
    assert (
        "Chi" not in BeautifulSoup(Guest(desk.app.test_client()).get("/desk/sign-in/").text, "html.parser").get_text()
    )


def test_a_signature_of_one_member_sent_by_another_is_refused(desk: Busy) -> None:
    """What Ana would sign counts in her own session alone."""
    for path, what, role in (
        ("/desk/proposals/{signed by M}/approve/", "sign", "M"),
        ("/desk/proposals/{draft of C}/submit/", "sign", "C"),
        ("/desk/vouching/{role of C}/", "vouch", "M"),
    ):
        place = filled(desk, path)
        before = desk.rows()
        answer = desk.people[role].post(place, sent(desk, place, what, ANA))

        assert answer.status_code == 403
        assert desk.rows() == before
