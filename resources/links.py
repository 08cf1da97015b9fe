"""Links to the pages of other bodies: which we may give, and whose they are.

Whose a page is, is told by its registrable domain, from the Public Suffix List bundled with `publicsuffixlist`;
nothing is fetched. A state's own suffix (`gov.uk`) belongs to the state, with `www.` before it or without.

Look-alikes: a host is plain ASCII, or each part of it that is not keeps to one script in use today, holds a letter that
ASCII has no twin of and, where the script is Latin, no accent that an eye passes over. Punycode is read, then judged.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from publicsuffixlist import PublicSuffixList

SUFFIXES = PublicSuffixList(accept_unknown=False)
URL_CHARACTERS = 2000  # what the shortest-sighted browsers and mail programs still open
PLAIN = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9])?")  # an underscore stands in a few real hosts
HIDDEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\\<>\"]")
TWINS = frozenset("асеорхуіјѕһԁԛԝӏαικνορτυχգհոսօ")  # letters that a reader takes for a c e o p x y i j s h d q w …
PLAIN_TO_SEE = frozenset("abcdefghijklmnopqrstuvwxyzäöüßæœ")  # Latin letters that no reader takes for another
JAPANESE = frozenset({"CJK", "HIRAGANA", "KATAKANA"})  # one way of writing, three scripts
WRITTEN_TODAY = {  # the scripts that Unicode Standard Annex 31, table 5, recommends for names
    *JAPANESE,
    *("ARABIC", "ARMENIAN", "BENGALI", "BOPOMOFO", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "GEORGIAN", "GREEK"),
    *("GUJARATI", "GURMUKHI", "HANGUL", "HEBREW", "KANNADA", "KHMER", "LAO", "LATIN", "MALAYALAM", "MYANMAR"),
    *("ORIYA", "SINHALA", "TAMIL", "TELUGU", "THAANA", "THAI", "TIBETAN"),
}
PUNYCODE = "xn--"
MEMORY = 8192  # distinct pages remembered; four times what the listings name


@lru_cache(maxsize=MEMORY)
def checked(url: str) -> str:
    """Return the address of a page as it is, or raise ValueError with what mends it."""
    if fault := _fault(url):
        raise ValueError(fault)
    return url


@lru_cache(maxsize=MEMORY)
def registrable_domain(url: str) -> str:
    """Give the domain under which a body registered the page's host: `childline.org.uk`, whatever stands before it."""
    host = host_name(url)
    return SUFFIXES.privatesuffix(host) or host


def host_name(url: str) -> str:
    """Name the host as a reader sees it, who must know where a link leads: lower case, without `www.`."""
    return (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")


def is_same_body(url: str, pages: Iterable[str]) -> bool:
    """Tell whether a page belongs to the body that one of the other pages belongs to."""
    return registrable_domain(url) in map(registrable_domain, pages)


def is_needlessly_open(url: str, pages: Iterable[str]) -> bool:
    """Tell whether a link goes over http to a host that is known to answer over https."""
    return url.startswith("http:") and host_name(url) in {
        host_name(page) for page in pages if page.startswith("https:")
    }


def _fault(url: str) -> str | None:
    if HIDDEN.search(url):
        return "an address holds no spaces, quotation marks or control signs; copy it whole from the browser"
    if len(url) > URL_CHARACTERS:
        return f"longer than {URL_CHARACTERS} signs; name the page without what its address was searched with"
    try:
        parts = urlsplit(url)
        return _misaddressed(parts) or _misleading(parts.hostname or "")
    except ValueError:
        return "not the address of a page; copy it whole from the browser, https:// included"


def _misaddressed(parts: SplitResult) -> str | None:
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return "not the address of a page; begin it with https:// and the name of the host"
    if parts.username is not None or parts.password is not None:
        return "a name before the @ hides the host; write the address without it"
    if "." not in parts.hostname or SUFFIXES.publicsuffix(parts.hostname.rstrip(".")) is None:
        return "the host stands under no public suffix; name the body's public site"
    return None if parts.port != 0 else "no page is served at port 0; leave the port out"


def _misleading(host: str) -> str | None:
    parts = (part for part in host.rstrip(".").split(".") if part.startswith(PUNYCODE) or not PLAIN.fullmatch(part))
    return next(filter(None, map(_look_alike, map(_read, parts))), None)


def _read(part: str) -> str:
    if not part.startswith(PUNYCODE):
        return part
    return part.removeprefix(PUNYCODE).encode("ascii").decode("punycode")


def _look_alike(part: str) -> str | None:
    letters = frozenset(re.sub("[0-9-]", "", part))
    scripts = {re.split("[ -]", unicodedata.name(letter, "NAMELESS"))[0] for letter in letters}
    if part.isascii() or unicodedata.normalize("NFKC", part) != part or not scripts <= WRITTEN_TODAY:
        return f"“{part}” cannot be part of a host; copy the address from the body's own page"
    if len(scripts) > 1 and not scripts <= JAPANESE:
        return f"“{part}” mixes scripts, as a look-alike of another host would; name the body's own host"
    if letters <= TWINS or (scripts == {"LATIN"} and not letters <= PLAIN_TO_SEE):
        return f"“{part}” can be taken for another host; name the body's own host"
    return None
