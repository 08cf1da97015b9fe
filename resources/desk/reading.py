"""Read the pages of others as a good guest does: asked first, one at a time a host, never much, never in a hurry."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from resources.desk.looks import Answer, Trouble

AGENT: Final = "NotAloneWatch/1"
PAUSE_SECONDS = 2.0  # between two pages of one host
LONGEST_PAUSE_SECONDS = 30.0  # that a host can ask for by its robots.txt
AGAIN_AFTER_SECONDS = (5.0, 20.0)  # before a page that seems wrong is looked at again
TIMEOUT_SECONDS = 15.0
LONGEST_READ = timedelta(minutes=1)  # of one page, however slowly its host sends it
MOST_STEPS = 5  # of redirects
MOST_BYTES = 2 * 1024 * 1024  # of a page; what is longer is not searched
TEXTS = ("text/html", "application/xhtml+xml", "text/plain")
REDIRECTS = frozenset({301, 302, 303, 307, 308})

TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64, RFC 6052

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Pause = Callable[[float], None]
Reach = Callable[[str], bool]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Request:
    """A page to be read, and what was kept of the last time, so that an unchanged one is not sent again."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """What asks for the page only if it has changed."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in known.items() if value}


def client(contact: str) -> httpx.Client:
    """Open what asks; `contact` is where those who are asked can write, and may be empty."""
    agent = f"{AGENT} (looks whether pages of helplines still hold{f'; {contact}' if contact else ''})"
    return httpx.Client(headers={"User-Agent": agent}, timeout=TIMEOUT_SECONDS, trust_env=False)


def is_public(host: str) -> bool:
    """Tell whether every address of a host is on the public internet, so that nobody makes us ask our own network."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True  # it has none, which the request will find out
    addresses = [_reached(ipaddress.ip_address(one[4][0])) for one in found]
    return all(address.is_global and not address.is_multicast for address in addresses)


def _reached(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 one stands for, where it is one of a way from the one into the other."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


class Host:
    """A visit to one host, from its robots.txt to the last page."""

    def __init__(self, client: httpx.Client, *, pause: Pause, clock: Clock, reach: Reach = is_public) -> None:
        self._client = client
        self._pause = pause
        self._clock = clock
        self._reach = reach
        self._robots: RobotFileParser | None = None

    def read(self, request: Request, is_well: Callable[[Answer], bool]) -> Answer:
        """Read a page; one that seems wrong is read whole again, twice, and the last answer counts."""
        answer = self._asked(request)
        for seconds in AGAIN_AFTER_SECONDS:
            if is_well(answer):
                break
            self._pause(seconds)
            answer = self._asked(Request(request.url))
        return answer

    def wait(self) -> None:
        """Wait before the next page, as long as the host asks for."""
        asked = self._robots.crawl_delay(AGENT) if self._robots else None
        self._pause(min(max(int(asked or 0), PAUSE_SECONDS), LONGEST_PAUSE_SECONDS))

    def _asked(self, request: Request) -> Answer:
        try:
            if not self._is_welcome(request.url):
                return Answer(request.url, trouble=Trouble.NOT_WELCOME)
            return self._followed(request)
        except httpx.HTTPError as error:
            return Answer(request.url, trouble=_trouble(error))
        except (httpx.InvalidURL, ValueError):
            return Answer(request.url, trouble=Trouble.NO_ANSWER)

    def _is_welcome(self, url: str) -> bool:
        """Ask the host's robots.txt, once a visit; a host without one welcomes all (RFC 9309)."""
        if self._robots is None:
            answer = self._followed(Request(urljoin(url, "/robots.txt")))
            robots = RobotFileParser()
            robots.parse((answer.html or "").splitlines() if answer.status == HTTPStatus.OK else [])
            self._robots = robots
        return self._robots.can_fetch(AGENT, url)

    def _followed(self, request: Request) -> Answer:
        url = request.url
        for _ in range(MOST_STEPS + 1):
            if not self._reach(urlsplit(url).hostname or ""):
                return Answer(url, trouble=Trouble.NOT_PUBLIC)
            with self._client.stream("GET", url, headers=request.headers, follow_redirects=False) as response:
                onward = response.headers.get("Location")
                if response.status_code not in REDIRECTS or not onward:
                    return _answer(url, response, self._clock)
            url = urljoin(url, onward)
        return Answer(url, trouble=Trouble.ENDLESS)


def _answer(url: str, response: httpx.Response, clock: Clock) -> Answer:
    return Answer(
        url,
        response.status_code,
        _text(response, clock),
        response.headers.get("ETag"),
        response.headers.get("Last-Modified"),
    )


def _text(response: httpx.Response, clock: Clock) -> str | None:
    if not response.headers.get("Content-Type", TEXTS[0]).lower().startswith(TEXTS):
        return None
    read, until = bytearray(), clock() + LONGEST_READ
    for piece in _pieces(response.iter_bytes()):
        read += piece
        if len(read) > MOST_BYTES:
            return None
        if clock() > until:
            raise httpx.ReadTimeout("still sending")
    return read.decode(_charset(response.encoding), "replace")


def _pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Take packed pages that are not what they say for empty ones."""
    try:
        yield from pieces
    except httpx.DecodingError:
        return


def _charset(named: str | None) -> str:
    try:
        return named if named and "".encode(named) is not None else "utf-8"
    except LookupError:
        return "utf-8"


def _trouble(error: httpx.HTTPError) -> Trouble:
    causes: list[BaseException] = [error]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    return Trouble.CERTIFICATE if any(isinstance(one, ssl.SSLError) for one in causes) else Trouble.NO_ANSWER
