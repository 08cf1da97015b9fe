"""The world outside, as the watch meets it: a real server on this machine that plays every host of a story.

A client of it asks for addresses like any other; what it connects to is always this server.
"""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers import HOST


@dataclass(frozen=True)
class Reply:
    """What the server says to one request. `cut` ends the connection without a word."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Outside:
    """The pages of the story by address without scheme; a list is said in turns, its last for ever."""

    pages: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    plain: int = 0
    secure: int = 0

    def reply(self, address: str) -> Reply:
        found = self.pages.get(address, Reply("nothing here", 404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def times(self, address: str) -> int:
        return [asked for asked, _ in self.asked].count(address)

    def client(self) -> httpx.Client:
        return httpx.Client(transport=_Here(self), trust_env=False)


class _Here(httpx.HTTPTransport):
    """Connects to this machine, whatever host is asked for; hosts named `secure.…` over TLS."""

    def __init__(self, outside: Outside) -> None:
        super().__init__(trust_env=False)
        self._outside = outside

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        is_secure = request.url.host.startswith("secure.")
        request.extensions["sni_hostname"] = request.url.host
        port = self._outside.secure if is_secure else self._outside.plain
        request.url = request.url.copy_with(scheme="https" if is_secure else "http", host=HOST, port=port)
        return super().handle_request(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, outside: Outside, *args: object) -> None:
        self._outside = outside
        super().__init__(*args)

    def do_GET(self) -> None:
        address = f"{self.headers['Host']}{self.path}"
        self._outside.asked.append((address, dict(self.headers)))
        reply = self._outside.reply(address)
        if reply.cut:
            self.close_connection = True
            return
        tag = reply.headers.get("ETag")
        same = tag is not None and self.headers.get("If-None-Match") == tag
        body = b"" if same else reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        self.send_response(304 if same else reply.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def signed_by_nobody(folder: Path, host: str = "secure.example.org.uk") -> tuple[Path, Path]:
    """Make a certificate as somebody does who has no right to the name, and give it and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ip_address(HOST))])
    life = (now - timedelta(1), now + timedelta(1))
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, *life).add_extension(names, critical=False)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "certificate").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "key").write_bytes(key.private_bytes(*form))
    return folder / "certificate", folder / "key"


@contextmanager
def outside(certificate: Path, key: Path) -> Iterator[Outside]:
    """Play the world, over plain HTTP and over TLS with a certificate that nobody signed."""
    played = Outside()
    make: Callable[..., BaseHTTPRequestHandler] = partial(_Handler, played)
    plain, secure = (ThreadingHTTPServer((HOST, 0), make) for _ in range(2))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    played.plain, played.secure = plain.server_port, secure.server_port
    for server in (plain, secure):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield played
    for server in (plain, secure):
        server.shutdown()
        server.server_close()
