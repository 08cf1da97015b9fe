"""A passkey's signature speaks for one content, one desk, and a person whom the device verified."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from resources import assertions
from resources.assertions import Assertion, Relying
from resources.demo.softkey import SoftKey
from resources.errors import AssertionRefusedError

RELYING = Relying(rp_id="localhost", origin="http://localhost:8001")
KEY = SoftKey(RELYING)
CHALLENGE = assertions.challenge_of({"name": "Example"})
PRESENT_ONLY = 0x01


def verify(assertion: Assertion, challenge: bytes = CHALLENGE, key: SoftKey = KEY, relying: Relying = RELYING) -> None:
    assertions.verify(assertion, challenge=challenge, key=key.public, relying=relying)


def unverified() -> Assertion:
    """Sign with a device that did not ask who holds it."""
    client = assertions.decoded(KEY.sign(CHALLENGE).client_data)
    about = hashlib.sha256(b"localhost").digest() + bytes([PRESENT_ONLY]) + bytes(4)
    signature = KEY.private.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
    return Assertion(
        credential_id=KEY.public.credential_id,
        client_data=assertions.encoded(client),
        authenticator_data=assertions.encoded(about),
        signature=assertions.encoded(signature),
    )


def test_owner_s_signature_over_the_content_counts():
    verify(KEY.sign(CHALLENGE))
    verify(assertions.from_browser(KEY.answer(CHALLENGE)))


@pytest.mark.parametrize(
    "refused",
    [
        lambda: verify(KEY.sign(CHALLENGE), challenge=assertions.challenge_of({"name": "False"})),
        lambda: verify(SoftKey(RELYING).sign(CHALLENGE)),
        lambda: verify(SoftKey(RELYING, credential=KEY.credential).sign(CHALLENGE)),
        lambda: verify(KEY.sign(CHALLENGE), relying=Relying(rp_id="localhost", origin="http://localhost:9")),
        lambda: verify(KEY.sign(CHALLENGE), relying=Relying(rp_id="example.org", origin=RELYING.origin)),
        lambda: verify(unverified()),
        lambda: verify(KEY.sign(CHALLENGE).model_copy(update={"signature": "AAAA"})),
        lambda: verify(KEY.sign(CHALLENGE).model_copy(update={"client_data": "AAAA"})),
        lambda: verify(KEY.sign(CHALLENGE).model_copy(update={"authenticator_data": "A"})),
    ],
    ids=[
        "another content",
        "another key",
        "another key under the same name",
        "another origin",
        "another host",
        "nobody verified",
        "no signature",
        "no client data",
        "no authenticator data",
    ],
)
def test_signature_of_anything_else_is_refused(refused):
    with pytest.raises(AssertionRefusedError):
        refused()


@pytest.mark.parametrize("answer", [{}, {"id": "a"}, {"id": "a", "response": []}, {"id": "ä", "response": {}}])
def test_answer_that_no_passkey_gives_is_refused(answer):
    with pytest.raises(AssertionRefusedError):
        assertions.from_browser(answer)


def test_fingerprint_speaks_for_the_key_and_the_desk():
    elsewhere = Relying(rp_id="localhost", origin="http://localhost:9")
    fingerprints = {
        assertions.fingerprint(key.public, relying)
        for key in (KEY, SoftKey(RELYING))
        for relying in (RELYING, elsewhere)
    }

    assert len(fingerprints) == 4


def test_bytes_read_back_as_they_were_written():
    for length in range(5):
        data = bytes(range(250, 250 + length))
        assert assertions.decoded(assertions.encoded(data)) == data
        assert assertions.encoded(data) == base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_software_passkey_reads_back_with_its_secret():
    again = SoftKey.loads(RELYING, json.loads(json.dumps(KEY.dumps())))

    assert again.public == KEY.public
    verify(again.sign(CHALLENGE))
