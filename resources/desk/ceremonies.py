"""What a browser is asked, so that a passkey answers: the options of WebAuthn, as JSON for the page's script."""

import json
from collections.abc import Iterable

from resources.assertions import Relying, encoded

ALGORITHMS = (-7, -257, -8)  # ECDSA with P-256, RSA, Ed25519: what passkeys of today make
MILLISECONDS = 5 * 60 * 1000  # to find the phone and come back


def to_create(relying: Relying, challenge: bytes, *, member: str, name: str, known: Iterable[str] = ()) -> str:
    """Ask for a new passkey, kept on the device, that makes sure who holds it."""
    return _dumps(
        rp={"id": relying.rp_id, "name": relying.rp_id},
        user={"id": encoded(member.encode()), "name": name, "displayName": name},
        challenge=encoded(challenge),
        pubKeyCredParams=[{"type": "public-key", "alg": number} for number in ALGORITHMS],
        authenticatorSelection={"residentKey": "required", "userVerification": "required"},
        excludeCredentials=_named(known),
        attestation="none",
        timeout=MILLISECONDS,
    )


def to_sign(relying: Relying, challenge: bytes, *, by: Iterable[str] = ()) -> str:
    """Ask for a signature; `by` names the passkeys that may give it, any where it is empty."""
    return _dumps(
        rpId=relying.rp_id,
        challenge=encoded(challenge),
        allowCredentials=_named(by),
        userVerification="required",
        timeout=MILLISECONDS,
    )


def _named(credentials: Iterable[str]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": name} for name in credentials]


def _dumps(**options: object) -> str:
    return json.dumps(options, separators=(",", ":"))
