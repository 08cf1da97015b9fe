"""A number is found on a page in whichever way the page writes it, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.desk import snippets

# a page, a number, its form from abroad, the country, whether it is there
PAGES = [
    ("<p>Call 0800 1111 now</p>", "0800 1111", None, "GB", True),
    ("<p>Call 0800&nbsp;1111</p>", "0800 1111", None, "GB", True),
    ("<p>Call <b>0800</b> <b>1111</b></p>", "0800 1111", None, "GB", True),
    ("<a href='tel:08001111'>Call us</a>", "0800 1111", None, "GB", True),
    ("<p>+44 (0)808 800 5000</p>", "0808 800 5000", None, "GB", True),
    ("<p>+44 808 800 5000</p>", "0808 800 5000", None, "GB", True),
    ("<p>0808-800-5000</p>", "0808 800 5000", "+448088005000", "GB", True),
    ("<p>اتصل على ٠٨٠٠ ١١١١</p>", "0800 1111", None, "GB", True),
    ("<p>١٦٠٠٠</p>", "16000", None, "EG", True),
    ("<p>Call 0800 11112</p>", "0800 1111", None, "GB", False),
    ("<p>Call 10800 1111</p>", "0800 1111", None, "GB", False),
    ("<p>Call 0800 1112</p>", "0800 1111", None, "GB", False),
    ("<script>var n = '0800 1111'</script><p>Call us</p>", "0800 1111", None, "GB", False),
    ("<p>In 1161 of 2000 towns, 11 people</p>", "116111", None, "DE", False),
    ("", "0800 1111", None, "GB", False),
]


@pytest.mark.parametrize(("html", "number", "e164", "country", "is_there"), PAGES)
def test_number_is_found_as_the_page_writes_it(html, number, e164, country, is_there):
    found = snippets.around(snippets.words(html), number, e164, country)

    assert (found is not None) is is_there


def test_snippet_holds_the_words_around_the_number():
    text = snippets.words(f"<p>{'far ' * 60}Day and night: 0800 1111 <i>free</i> of charge{' away' * 60}</p>")

    found = snippets.around(text, "0800 1111", None, "GB")

    assert found is not None
    assert "Day and night: 0800 1111 free of charge" in found
    assert len(found) <= 2 * snippets.AROUND + len("0800 1111")


def test_numbers_that_may_be_the_new_one_are_told_with_their_words_in_their_order():
    text = snippets.words(
        f"<p>Our new number is 0800 55 51 11, day and night.{' far' * 30} Office: (020) 7946 0000; since 2019. "
        f"See 3.14{' away' * 30} and 0800 55 51 11.</p>"
    )

    office = "far far far far far far Office: (020) 7946 0000; since 2019. See 3.14 away away"
    found = f"Our new number is 0800 55 51 11, day and night. far far far far … {office}"
    assert snippets.around_numbers(text) == found


@given(st.text())
def test_any_text_can_be_searched(html):
    snippets.around(snippets.words(html), "0800 1111", None, "GB")
    snippets.around_numbers(snippets.words(html))


@given(
    st.text(alphabet="abc <>", max_size=20), st.sampled_from(["", " ", "-", ".", ") "]), st.text("xyz ", max_size=20)
)
def test_dividers_between_figures_hide_no_number(before, divider, after):
    text = snippets.words(f"<p>{before.replace('<', '').replace('>', '')} 0808{divider}800{divider}5000 {after}</p>")

    assert snippets.around(text, "0808 800 5000", None, "GB")
