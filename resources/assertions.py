"""A member's passkey over a digest: what the browser gave back when it was asked to sign."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=8192)]


class Assertion(BaseModel, frozen=True, extra="forbid"):
    """An answer of a passkey, as WebAuthn gives it."""

    credential_id: Base64Url
    client_data: Base64Url
    authenticator_data: Base64Url
    signature: Base64Url
