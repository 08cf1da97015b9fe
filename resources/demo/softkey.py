"""A passkey in software: it answers as a browser with an authenticator does. For tests and the demonstration.

Key P-256 with SHA-256 (COSE algorithm -7), user present and verified, no attestation, counter 0.
"""

import hashlib
import json
from dataclasses import dataclass, field
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from resources.assertions import Assertion, PublicKey, Relying, encoded

PRESENT_AND_VERIFIED, ATTESTED = 0x05, 0x40
NO_COUNTER, NO_MODEL = bytes(4), bytes(16)


@dataclass(frozen=True)
class SoftKey:
    """A passkey made for one desk."""

    relying: Relying
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: token_bytes(16))

    @property
    def public(self) -> PublicKey:
        """The half that the keyring holds."""
        return PublicKey(credential_id=encoded(self.credential), cose=encoded(self._cose))

    def sign(self, challenge: bytes) -> Assertion:
        """Sign a challenge as its owner would."""
        client = self._client("webauthn.get", challenge)
        about = self._about(PRESENT_AND_VERIFIED)
        signature = self.private.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return Assertion(
            credential_id=encoded(self.credential),
            client_data=encoded(client),
            authenticator_data=encoded(about),
            signature=encoded(signature),
        )

    def answer(self, challenge: bytes) -> dict[str, object]:
        """Sign a challenge, and say it as `PublicKeyCredential.toJSON()` does."""
        signed = self.sign(challenge)
        return self._credential(
            clientDataJSON=signed.client_data,
            authenticatorData=signed.authenticator_data,
            signature=signed.signature,
        )

    def register(self, challenge: bytes) -> dict[str, object]:
        """Give the answer to a registration, as `PublicKeyCredential.toJSON()` does."""
        about = self._about(PRESENT_AND_VERIFIED | ATTESTED)
        about += NO_MODEL + len(self.credential).to_bytes(2, "big") + self.credential + self._cose
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        client = self._client("webauthn.create", challenge)
        return self._credential(clientDataJSON=encoded(client), attestationObject=encoded(attestation))

    def dumps(self) -> dict[str, str]:
        """Write the key, secret half included."""
        secret = self.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {"credential": self.credential.hex(), "private": secret.hex()}

    @classmethod
    def loads(cls, relying: Relying, text: dict[str, str]) -> "SoftKey":
        """Read what `dumps` wrote."""
        private = serialization.load_der_private_key(bytes.fromhex(text["private"]), None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise TypeError("not a key on an elliptic curve")
        return cls(relying, private, bytes.fromhex(text["credential"]))

    @property
    def _cose(self) -> bytes:
        numbers = self.private.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return cbor2.dumps(key)

    def _client(self, kind: str, challenge: bytes) -> bytes:
        said = {"type": kind, "challenge": encoded(challenge), "origin": self.relying.origin, "crossOrigin": False}
        return json.dumps(said, separators=(",", ":")).encode()

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(self.relying.rp_id.encode()).digest() + bytes([flags]) + NO_COUNTER

    def _credential(self, **response: str) -> dict[str, object]:
        name = encoded(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
