"""Which packing a browser gets, and that each packing holds the page."""

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import encodings
from resources.encodings import Coding


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", Coding.PLAIN),
        ("gzip, deflate, br, zstd", Coding.BROTLI),
        ("gzip, deflate, br", Coding.BROTLI),
        ("gzip, deflate", Coding.GZIP),
        ("gzip", Coding.GZIP),
        ("GZip", Coding.GZIP),
        ("br", Coding.BROTLI),
        ("identity", Coding.PLAIN),
        ("*", Coding.BROTLI),
        ("zstd, deflate", Coding.PLAIN),
        ("br;q=0.5, gzip;q=0.9", Coding.GZIP),
        ("gzip;q=0.5, br;q=0.5", Coding.BROTLI),
        ("gzip;q=0.001", Coding.GZIP),
        ("br;q=0, gzip", Coding.GZIP),
        ("br;q=0, *", Coding.GZIP),
        ("br;q=0, gzip;q=0", Coding.PLAIN),
        ("identity, gzip;q=0.5", Coding.PLAIN),
        ("identity;q=0", Coding.PLAIN),  # refuses all that we have: gets help all the same
        ("identity;q=0, gzip", Coding.GZIP),
        ("*;q=0", Coding.PLAIN),
        ("br;q=nonsense, gzip;q=0.1", Coding.GZIP),
        (";;,=,\x00", Coding.PLAIN),
    ],
)
def test_the_most_welcome_coding_is_chosen(accept: str, coding: Coding) -> None:
    assert encodings.asked(accept) is coding


@given(st.binary(max_size=4096))
def test_each_packing_holds_the_page(page: bytes) -> None:
    packed = encodings.pack(page)

    assert brotli.decompress(packed[Coding.BROTLI]) == page
    assert encodings.unpack(packed[Coding.GZIP]) == page


def test_equal_pages_are_equal_bytes() -> None:
    assert encodings.pack(b"page") == encodings.pack(b"page")
