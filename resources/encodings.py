"""Content codings: how the bytes of a page are packed, and which packing a browser asks for."""

import gzip
from enum import StrEnum

import brotli  # type: ignore[import-untyped] # it ships none
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

BROTLI_QUALITY = 10  # within 1.5 % of the best, at less than half of its time; the usual 5 makes a page 10 % heavier
BROTLI_WINDOW = 18  # 256 KiB as a power of two: more than any page
GZIP_LEVEL = 9
QUICK_BROTLI = 7  # for a page that one reader gets: 3 ms, 4 % heavier


class Coding(StrEnum):
    """A content coding, in the order in which we choose between two that are as welcome."""

    BROTLI = "br"
    GZIP = "gzip"
    PLAIN = "identity"

    __hash__ = str.__hash__  # the one of Enum is written in Python, and each answer looks by coding


def asked(accept: str) -> Coding:
    """Read `Accept-Encoding`: the most welcome coding; plain where none is welcome, since help is never refused."""
    return OF_BROWSERS.get(accept) or _negotiated(accept)


def pack(plain: bytes) -> dict[Coding, bytes]:
    """Pack a page in every way that makes it smaller."""
    return {
        Coding.BROTLI: brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW),
        Coding.GZIP: gzip.compress(plain, GZIP_LEVEL, mtime=0),  # no time, so that equal pages are equal bytes
    }


def pack_for_one(plain: bytes, coding: Coding) -> bytes:
    """Pack a page that only one reader gets, in the way asked for."""
    if coding is Coding.BROTLI:
        return bytes(brotli.compress(plain, mode=brotli.MODE_TEXT, quality=QUICK_BROTLI, lgwin=BROTLI_WINDOW))
    return gzip.compress(plain, GZIP_LEVEL, mtime=0) if coding is Coding.GZIP else plain


def unpack(packed: bytes) -> bytes:
    """Give back the page that `pack` made these bytes of by GZIP."""
    return gzip.decompress(packed)


def _negotiated(accept: str) -> Coding:
    weights = parse_accept_header(accept, Accept)
    welcome = [coding for coding in Coding if weights.quality(coding) > 0]
    return max(welcome, key=weights.quality, default=Coding.PLAIN)


OF_BROWSERS = {
    accept: _negotiated(accept)
    for accept in ("gzip, deflate, br, zstd", "gzip, deflate, br", "gzip, deflate", "br", "gzip", "identity", "")
}
"""What browsers send. Others are read each time they come: a memory of them would keep what a visitor sent."""
