"""Canonical JSON: one value, one sequence of bytes, so that a digest speaks for the value."""

import hashlib
import json
from typing import Annotated

from pydantic import StringConstraints

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in lower-case hexadecimal."""


def dumps(value: object) -> bytes:
    """Write a JSON value with sorted keys, no spaces, in UTF-8, ended by one line feed."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def digest(data: bytes) -> str:
    """Give the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()
