"""What is no answer of a passkey, in every part of one: refused with a page, and never kept as a key."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resources import assertions
from resources.assertions import decoded, encoded
from resources.demo.softkey import SoftKey
from resources.desk import accounts
from resources.desk.database import engine
from resources.desk.tables import Ceremony
from resources.errors import AssertionRefusedError
from tests.desk.clients import Guest, link_of, unhindered
from tests.desk.offices import NOON
from tests.desk.signing import RELYING

CHALLENGE = b"c" * 32
KEY = SoftKey(RELYING)
ODD = (None, True, -1, 10**400, 1.5, "", "%%%", "é", "\ud800", "\x01", "A" * 70_000, [], {}, [[]], {"a": 1}, "AAAA")
SHAPES = (b"\x9b" + b"\xff" * 8, b"\x81" * 5000, b"\xbf" * 3000, b"\xd8\x1e\x82\x01\x00", b"[" * 50_000, b"\xff")
POINT = {-1: 1, -2: b"x" * 32, -3: b"y" * 32}
KEYS: dict[str, object] = {
    "list": [],
    "number": 1,
    "text": "x",
    "nothing": None,
    "empty": {},
    "half": {1: 2, 3: -7},
    "names": {1: "a", 3: []},
    "numbers": {1: 2, 3: -7, -1: 1, -2: 1, -3: 2},
    "short": {1: 2, 3: -7, -1: 1, -2: b"x", -3: b"y"},
    "off the curve": {1: 2, 3: -7, **POINT},
    "no curve": {1: 2, 3: -7, **POINT, -1: 9},
    "other algorithm": {1: 2, 3: -8, **POINT},
    "RSA of nothing": {1: 3, 3: -257, -1: b"", -2: b""},
    "RSA of one": {1: 3, 3: -257, -1: b"\x01", -2: b"\x00"},
    "RSA beyond all size": {1: 3, 3: -257, -1: b"\xff" * 9000, -2: b"\x01\x00\x01"},
    "Edwards": {1: 1, 3: -8, -1: 6, -2: b"x"},
}
FORMATS = ("packed", "tpm", "android-key", "android-safetynet", "apple", "fido-u2f", "x", 1, None, ["a"])
STATEMENTS: tuple[object, ...] = (
    {},
    [],
    1,
    None,
    {"x5c": [], "sig": 1, "alg": "x"},
    {"x5c": [b""], "sig": b"", "alg": -7, "ver": "2.0", "certInfo": b"", "pubArea": b""},
    {"ver": "1", "response": b"e30.e30.e30"},
)


def places(value: object, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield (*at, name)
        yield from places(inner, (*at, name))


def put(answer: dict[str, Any], at: tuple[str, ...], *values: object) -> dict[str, Any]:
    """Put a value at a place; take it away where none is given."""
    changed = copy.deepcopy(answer)
    part = changed
    for name in at[:-1]:
        part = part[name]
    part.pop(at[-1])
    part.update(dict.fromkeys(at[-1:], *values) if values else {})
    return changed


def spoilt(raw: bytes) -> Iterator[bytes]:
    """Cut bytes, lengthen them, and change each."""
    yield from (raw[:length] for length in range(len(raw)))
    yield from (
        raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :] for at in range(len(raw)) for flip in (1, 0x80, 0xFF)
    )
    yield from (raw + b"x", raw * 50, *SHAPES)


def said_otherwise(raw: bytes) -> Iterator[bytes]:
    said = json.loads(raw)
    for at in places(said):
        yield from (json.dumps(put(said, at, *value)).encode() for value in [(), *((one,) for one in ODD)])
    yield from (*(json.dumps(value).encode() for value in ODD), *SHAPES, raw.replace(b"webauthn", b"\\ud800"))


def answers(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Spoil each part of an answer in turn."""
    for at in places(answer):
        yield from (put(answer, at), *(put(answer, at, value) for value in ODD))
    for name, text in answer["response"].items():
        changed = said_otherwise if name == "clientDataJSON" else spoilt
        yield from (put(answer, ("response", name), encoded(raw)) for raw in changed(decoded(text)))


def attested(**parts: object) -> dict[str, Any]:
    """Answer a registration in which parts of the attestation are others."""
    answer = KEY.register(CHALLENGE)
    told = cbor2.loads(decoded(answer["response"]["attestationObject"]))
    return put(answer, ("response", "attestationObject"), encoded(cbor2.dumps({**told, **parts})))


def with_key(cose: object, length: int | None = None) -> dict[str, Any]:
    """Answer a registration with a key of another making; `length` is what it says of its name's."""
    told = cbor2.loads(decoded(attested()["response"]["attestationObject"]))["authData"]
    said = len(KEY.credential) if length is None else length
    return attested(authData=told[:53] + said.to_bytes(2, "big") + KEY.credential + cbor2.dumps(cose))


def registrations() -> Iterator[dict[str, Any]]:
    yield from answers(KEY.register(CHALLENGE))
    yield from (with_key(cose) for cose in KEYS.values())
    yield from (with_key({}, length) for length in (0, 1, 1024, 65535))
    yield from (attested(fmt=fmt, attStmt=stated) for fmt in FORMATS for stated in STATEMENTS)
    yield from (
        attested(**{name: odd}) for name in ("fmt", "attStmt", "authData") for odd in (None, 1, "x", b"", [], {})
    )


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Give a database that knows one challenge, whatever was answered before."""
    memory = engine("sqlite:///:memory:")
    Ceremony.metadata.create_all(memory, [Ceremony.__table__])
    with Session(memory) as opened:
        yield opened
    memory.dispose()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    opened = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield opened
    opened.dispose()


def registered(session: Session, answer: dict[str, Any]) -> assertions.PublicKey | None:
    session.add(Ceremony(challenge=encoded(CHALLENGE), expires_at=NOON + accounts.CEREMONY_LIVES))
    try:
        return accounts.register(session, answer, CHALLENGE, RELYING, now=NOON)
    except AssertionRefusedError:
        return None
    finally:
        session.rollback()


def test_what_is_no_new_passkey_is_refused_and_what_is_taken_can_be_held_against_any_signature(session):
    taken = [key for answer in registrations() if (key := registered(session, answer))]

    assert KEY.public in taken
    for key in taken:
        answered = KEY.sign(CHALLENGE).model_copy(update={"credential_id": key.credential_id})
        if key.cose != KEY.public.cose:
            with pytest.raises(AssertionRefusedError):
                assertions.verify(answered, challenge=CHALLENGE, key=key, relying=RELYING)


@pytest.mark.parametrize("cose", KEYS.values(), ids=KEYS)
def test_a_key_by_which_nothing_could_be_checked_is_not_taken(session, cose):
    assert registered(session, with_key(cose)) is None


def test_what_is_no_signature_of_a_passkey_is_refused():
    answer, counted = KEY.answer(CHALLENGE), set()
    for spoilt_one in answers(answer):
        try:
            signed = assertions.from_browser(spoilt_one)
            assertions.verify(signed, challenge=CHALLENGE, key=KEY.public, relying=RELYING)
            counted.add(signed)
        except AssertionRefusedError:
            pass

    assert counted == {assertions.from_browser(answer)}  # where only what nobody reads was another


@pytest.mark.parametrize("answer", [with_key([]), with_key(KEYS["RSA beyond all size"]), with_key(KEYS["numbers"])])
def test_who_joins_or_adds_a_passkey_by_such_an_answer_gets_a_page_that_says_so(app, guest, ana, answer):
    link = link_of(ana.post("/desk/people/invite/", {"role": "contributor"}))
    with unhindered(app):
        asked = guest.challenge(link), Guest(ana.browser).challenge("/desk/account/")
        made = [put(answer, ("response", "clientDataJSON"), told_of(challenge)) for challenge in asked]
        joined = guest.post(link, name="Eve", credential=json.dumps(made[0]))
        added = ana.post("/desk/account/passkey/", {"credential": json.dumps(made[1])})

    assert (joined.status_code, added.status_code) == (400, 400)
    assert 'class="fault"' in joined.text
    assert 'class="fault"' in added.text


def told_of(challenge: bytes) -> str:
    return str(KEY.register(challenge)["response"]["clientDataJSON"])
