"""A member's passkey over a digest: what the browser gave back when it was asked to sign.

Checked by the package `webauthn`, anywhere and at any time: the digest that is signed is the challenge, so an
assertion speaks for one content and for nothing else. A counter of signatures is not looked at; passkeys that are kept
on several devices have none.
"""

import base64
import hashlib
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from resources import canonical
from resources.errors import AssertionRefusedError

UNREADABLE = (AttributeError, LookupError, OverflowError, TypeError, ValueError)
"""What the package raises beside its own errors where bytes are no passkey’s: it reads on before it has looked."""

Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=8192)]


class Assertion(BaseModel, frozen=True, extra="forbid"):
    """An answer of a passkey, as WebAuthn gives it."""

    credential_id: Base64Url
    client_data: Base64Url
    authenticator_data: Base64Url
    signature: Base64Url


class Relying(BaseModel, frozen=True, extra="forbid"):
    """The desk that passkeys are made for: its host, and its origin such as `https://desk.example.org`."""

    rp_id: Annotated[str, StringConstraints(min_length=1, max_length=253)]
    origin: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$", max_length=300)]


class PublicKey(BaseModel, frozen=True, extra="forbid"):
    """The public half of a passkey: its name and its COSE key."""

    credential_id: Base64Url
    cose: Base64Url


def verify(assertion: Assertion, *, challenge: bytes, key: PublicKey, relying: Relying) -> None:
    """Pass where the key's owner, verified by the device, signed exactly this challenge for this desk.

    Raises: AssertionRefusedError.
    """
    import webauthn.helpers.exceptions  # noqa: PLC0415 - a tenth of a start, and 13 MB, where nobody has signed

    if assertion.credential_id != key.credential_id:
        raise AssertionRefusedError(assertion.credential_id, f"another passkey is expected: {key.credential_id}")
    try:
        webauthn.verify_authentication_response(
            credential=_as_browsers_say(assertion),
            expected_challenge=challenge,
            expected_rp_id=relying.rp_id,
            expected_origin=relying.origin,
            credential_public_key=decoded(key.cose),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (webauthn.helpers.exceptions.WebAuthnException, *UNREADABLE) as error:
        raise AssertionRefusedError(assertion.credential_id, str(error)) from error


def fingerprint(key: PublicKey, relying: Relying) -> str:
    """Give the SHA-256 by which a public node knows the first key and the desk that it was made for."""
    return canonical.digest(canonical.dumps({"key": key.model_dump(), "relying": relying.model_dump()}))


def challenge_of(value: object) -> bytes:
    """Give the digest of a JSON value that a passkey is asked to sign."""
    return hashlib.sha256(canonical.dumps(value)).digest()


def encoded(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def from_browser(credential: dict[str, object]) -> Assertion:
    """Read what `PublicKeyCredential.toJSON()` gives. Raises AssertionRefusedError where it is not that."""
    response = credential.get("response")
    fields = response if isinstance(response, dict) else {}
    try:
        return Assertion(
            credential_id=str(credential.get("id", "")),
            client_data=str(fields.get("clientDataJSON", "")),
            authenticator_data=str(fields.get("authenticatorData", "")),
            signature=str(fields.get("signature", "")),
        )
    except ValueError as error:
        raise AssertionRefusedError("", "not what a passkey answers; try again") from error


def _as_browsers_say(assertion: Assertion) -> dict[str, object]:
    return {
        "id": assertion.credential_id,
        "rawId": assertion.credential_id,
        "type": "public-key",
        "response": {
            "clientDataJSON": assertion.client_data,
            "authenticatorData": assertion.authenticator_data,
            "signature": assertion.signature,
        },
        "clientExtensionResults": {},
    }
