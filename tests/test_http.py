"""The promises to visitors, as headers."""

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
