import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import links

# address, why it is one
PAGES = [
    "https://www.childline.org.uk/",
    "http://www.stopit.ug",  # a body may have no https
    "https://gov.uk/report-child-abuse",  # a state's own site on its suffix
    "https://db.westchesterlibraries.org:2090/kuwait",  # evidence read through a library
    "https://mitos.gov.gr/index.php/%CE%94%CE%94:%CE%9A",
    "https://горячаялиния.рф/",  # a Russian name, in letters that ASCII has no twin of
    "https://日本こどもセンター.jp/",  # one way of writing, three scripts
    "https://हिन्दी.भारत/",  # marks of a script belong to it
    "https://www.xn--frauenhausmdling-wwb.at/",  # frauenhausmödling, plain to see
]

# address, a word of the remedy
NOT_PAGES = [
    ("childline.org.uk", "https://"),
    ("javascript:alert(1)", "https://"),
    ("ftp://childline.org.uk/", "https://"),
    ("https:///report", "https://"),
    ("https://user@childline.org.uk/", "@"),
    ("https://childline.org.uk:secret@evil.com/", "@"),
    ("https://childline.org.uk/a b", "spaces"),
    ("https://childline.org.uk/\n", "spaces"),
    ("https://childline.org.uk/\u202efdp", "spaces"),
    ("https://childline.org.uk\\@evil.com/", "spaces"),
    ("https://childline.org.uk/" + "a" * 2000, "longer"),
    ("https://localhost/", "public suffix"),
    ("https://127.0.0.1/", "public suffix"),
    ("https://childline.invalid/", "public suffix"),
    ("https://[::1/", "copy it whole"),
    ("https://childline.org.uk:99999/", "copy it whole"),
    ("https://childline.org.uk:0/", "port 0"),
    ("https://-childline.org.uk/", "cannot be part of a host"),
]

# host, what it would be taken for
LOOK_ALIKES = [
    "chіldline.org.uk",  # a Cyrillic і among Latin letters
    "іwf.org.uk",
    "ԁесо.org",  # every letter Cyrillic, every letter with a twin
    "xn--80ak6aa92e.com",  # the same, in punycode
    "íwf.org.uk",  # an accent that an eye passes over
    "xn--wf-1ja.org.uk",
    "chıldline.org.uk",  # an i without its dot
    "ｉｗｆ.org.uk",  # full width
    "ᏚᎪ.com",  # a script of no site of ours
    "ﺎﻟ.com",  # letters in a shape that a browser writes as others
    "xn--iwf-.org.uk",  # punycode of plain letters
    "iw\u200df.org.uk",
]


@pytest.mark.parametrize("url", PAGES)
def test_page_stands_as_it_was_given(url):
    assert links.checked(url) == url


@pytest.mark.parametrize(("url", "word"), NOT_PAGES)
def test_what_is_no_page_is_refused_with_its_remedy(url, word):
    with pytest.raises(ValueError, match=";") as refusal:
        links.checked(url)

    assert word in str(refusal.value)


@pytest.mark.parametrize("host", LOOK_ALIKES)
def test_host_that_could_be_taken_for_another_is_refused(host):
    with pytest.raises(ValueError, match=r"host|spaces"):
        links.checked(f"https://{host}/")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.childline.org.uk/report", "childline.org.uk"),
        ("https://REPORT.IWF.ORG.UK/", "iwf.org.uk"),
        ("https://report.iwf.org.uk./", "iwf.org.uk"),
        ("https://iwf.org.uk.evil.com/", "evil.com"),
        ("https://www.gov.uk/report", "gov.uk"),
        ("https://gov.uk/report", "gov.uk"),
        ("https://duy.aile.gov.tr/", "aile.gov.tr"),
        ("https://somebody.github.io/", "somebody.github.io"),
    ],
)
def test_domain_is_the_one_that_a_body_registered(url, domain):
    assert links.registrable_domain(url) == domain


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.childline.org.uk/report?x=1", "childline.org.uk"),
        ("https://Report.IWF.org.uk:443/", "report.iwf.org.uk"),
    ],
)
def test_reader_sees_where_a_link_leads(url, name):
    assert links.host_name(url) == name


@pytest.mark.parametrize(
    ("page", "is_same"),
    [
        ("https://www.iwf.org.uk/about", True),
        ("https://annualreport2022.iwf.org.uk/portals", True),
        ("https://iwf.org.uk.evil.com/", False),
        ("https://iwf.org/", False),
        ("https://other.org.uk/", False),  # the same suffix is not the same body
    ],
)
def test_body_is_told_by_its_registrable_domain(page, is_same):
    assert links.is_same_body("https://report.iwf.org.uk/", [page]) is is_same


@pytest.mark.parametrize(
    ("url", "page", "is_open"),
    [
        ("http://www.thaihotline.org", "https://thaihotline.org/about", True),
        ("http://www.stopit.ug", "http://www.stopit.ug/about", False),  # nobody has seen it answer over https
        ("http://www.stopit.ug", "https://stopit.org/", False),
        ("https://www.thaihotline.org", "https://www.thaihotline.org/about", False),
    ],
)
def test_http_is_needless_where_the_host_answers_over_https(url, page, is_open):
    assert links.is_needlessly_open(url, [page]) is is_open


@given(st.text() | st.text(alphabet="iwf.orgukіéｗ-xn1").map("https://{}/".format))
def test_any_text_is_a_page_or_refused(text):
    with contextlib.suppress(ValueError):
        assert links.checked(text) == text
