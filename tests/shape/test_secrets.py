"""No key, token or password stands in the repository, nor in anything that ever stood in it."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOOKS_SECRET = re.compile(
    rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}"
    rb"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # Amazon
    rb"|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}|\bglpat-[\w-]{20}\b"  # GitHub, GitLab
    rb"|\bAIza[\w-]{35}\b|\bsk_live_\w{20,}|\bxox[abprs]-[\w-]{20,}|\bpypi-[\w-]{50,}"  # Google, Stripe, Slack, PyPI
    rb"|\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}"  # a signed token
    rb"|(?i:(?:password|passwd|secret|api_?key|token)[\"']?\s*[:=]\s*[\"'][A-Za-z0-9+/=_-]{20,}[\"'])"
    rb"|\w+://[\w.-]+:[^\s@/:{}$<>\"']{6,}@[\w.-]+"  # a password in an address
)
MADE_UP = frozenset({b"https://childline.org.uk:secret@evil.com"})  # an address that the tests refuse


def found(folder: Path) -> set[bytes]:
    """Look through every version of every file that a repository holds."""
    return {hit for blob in blobs(folder) for hit in LOOKS_SECRET.findall(blob)} - MADE_UP


def blobs(folder: Path) -> Iterator[bytes]:
    """Read every version of every file, once."""
    told = io.BytesIO(git(folder, "cat-file", "--batch-all-objects", "--batch", "--buffer"))
    while head := told.readline():
        _, kind, size = head.split()
        data = told.read(int(size) + 1)  # and the end of its line
        if kind == b"blob":
            yield data


def git(folder: Path, *command: str) -> bytes:
    """Ask git about a repository."""
    return subprocess.run(["git", "-C", str(folder), *command], check=True, capture_output=True).stdout


def test_nothing_that_ever_stood_here_looks_like_a_secret() -> None:
    assert found(ROOT) == set()


@pytest.mark.parametrize(
    "secret",  # put together here, or they would be found in this file
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7bqX",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        'api_key = "' + "0f3a9c" * 5 + '"',
        '"Password": "' + "correct-horse-battery" + '"',
        "postgresql://desk:" + "hunter2hunter2" + "@db.example.org/desk",
    ],
)
def test_a_secret_is_found_even_after_it_was_taken_out_again(tmp_path: Path, secret: str) -> None:
    git(tmp_path, "init", "--quiet")
    for text in (f"before {secret} after", "nothing"):
        (tmp_path / "settings.txt").write_text(text)
        git(tmp_path, "add", ".")
        git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "x")

    assert found(tmp_path)
