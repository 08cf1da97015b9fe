"""What every answer carries: the promises to visitors, as headers."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

SHARED_SECONDS = 30  # a withdrawn number must vanish soon, also from a cache in front of us

# fmt: off
POWERS = (
    "accelerometer", "bluetooth", "browsing-topics", "camera", "clipboard-read", "clipboard-write",
    "display-capture", "fullscreen", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "otp-credentials", "payment", "publickey-credentials-create", "publickey-credentials-get",
    "screen-wake-lock", "serial", "speaker-selection", "storage-access", "usb", "window-management",
    "xr-spatial-tracking",
)
# fmt: on
"""The powers of a page over a device and a person, in the names that browsers know."""


def without_powers(*, but: Iterable[str] = ()) -> str:
    """Build the Permissions-Policy that switches every power off, but those that a page of ours needs."""
    kept = frozenset(but)
    return ",".join(f"{power}=({'self' if power in kept else ''})" for power in POWERS)


SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": without_powers(),
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
"""Those of every answer; a page writes its own policy over the strictest one."""

HTTPS_ONLY: Mapping[str, str] = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
"""For a site that is reached over TLS: for two years nobody on the way can lead a browser to a copy without it."""

CLEAR_SITE_DATA = '"cache", "cookies", "storage"'


def policy(*, styles: Iterable[str], scripts: Iterable[str], leads_to: Iterable[str] = ()) -> str:
    """Build the Content-Security-Policy that lets exactly these inline texts through.

    `leads_to` names the sites that the answer to a form of ours may lead to.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hashes(styles)}",
            f"script-src {_hashes(scripts)}",
            "img-src data:",
            " ".join(("form-action 'self'", *leads_to)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hashes(texts: Iterable[str]) -> str:
    return " ".join(f"'sha256-{_digest(text)}'" for text in texts)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def page_headers(content_security_policy: str) -> dict[str, str]:
    """Give the headers of a page: never kept by the browser, briefly by a shared cache (RFC 9213)."""
    return {
        **SECURITY_HEADERS,
        "Content-Security-Policy": content_security_policy,
        "Content-Type": "text/html; charset=utf-8",
        **dict([shared_cache(SHARED_SECONDS)]),
    }


def shared_cache(seconds: int) -> tuple[str, str]:
    """Give the header that lets a shared cache keep a page for so long."""
    return "CDN-Cache-Control", f"max-age={seconds}"


def lead_within(response: Response, sent: HTTPException | None) -> None:
    """Lead to an address of ours by its path alone: the router writes the host into it, which whoever asks can invent.

    `sent` is what the router made of the request.
    """
    if isinstance(sent, RequestRedirect):
        path = response.headers["Location"].partition("://")[2].partition("/")[2]
        response.headers["Location"] = f"/{path.lstrip('/')}"
        response.set_data(b"")


def say_no_type_of_nothing(response: Response) -> None:
    """Take its type from an answer that holds nothing, as one to `OPTIONS` does, which only names what is taken."""
    if response.is_sequence and not response.get_data():
        response.headers.pop("Content-Type", None)


class PageResponse(Response):
    """A page as an answer. Nothing on it changes before `changes_at`; None where nothing depends on time."""

    def __init__(self, html: str, status: int, headers: Mapping[str, str], *, changes_at: datetime | None) -> None:
        super().__init__(html, status, headers)
        self.changes_at = changes_at
