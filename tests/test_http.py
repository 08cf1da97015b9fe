"""The promises to visitors, as headers."""

import pytest
from flask import Response
from werkzeug.routing import RequestRedirect

from resources import http


def test_a_policy_lets_through_the_hashed_texts_and_nothing_else() -> None:
    policy = http.policy(styles=["a{}"], scripts=[""])

    assert policy == (
        "default-src 'none'; style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; "
        "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def test_a_page_is_never_kept_by_the_browser_and_briefly_by_a_shared_cache() -> None:
    headers = http.page_headers("default-src 'none'")

    assert headers["Cache-Control"] == "no-store"
    assert headers["CDN-Cache-Control"] == "max-age=30"


@pytest.mark.parametrize(
    ("routed", "leads"),
    [
        ("http://localhost/en/gb/", "/en/gb/"),
        ("https://evil.example/en/?a=b", "/en/?a=b"),
        ("http:///en/", "/en/"),
        ("http://localhost//evil.example/", "/evil.example/"),  # would be another host
        ("http://evil.example///other.example/en/", "/other.example/en/"),
    ],
)
def test_what_leads_on_within_the_site_names_no_host(routed: str, leads: str) -> None:
    response = Response("over there", headers={"Location": routed})

    http.lead_within(response, RequestRedirect(routed))

    assert (response.headers["Location"], response.data) == (leads, b"")
