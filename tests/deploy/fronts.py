"""nginx and Caddy as the examples of docs/deploy set them up: only ports, paths and certificates are others."""

import grp
import os
import pwd
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import ROOT
from tests.servers import HOST, START_SECONDS, free_port, wait_until
from tests.traces import HEADERS, VISITOR, connect

SITE, DESK = "help.example.org", "desk.example.org"
PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))  # where Debian keeps servers, unseen by other users

Changes = Sequence[tuple[str, str]]


class Place(NamedTuple):
    """Where an example runs."""

    folder: Path
    behind: int
    """The port of the site behind it."""
    plain: int
    port: int

    @property
    def certificate(self) -> Path:
        """The file of the certificate for both names."""
        return self.folder / "certificate"

    @property
    def key(self) -> Path:
        """The file of its key."""
        return self.folder / "key"


@dataclass(frozen=True)
class Kind:
    """One example: its file, what a test has to change in it, and how it is started on the changed file."""

    file: str
    moved: Callable[[Place], Changes]
    command: Callable[[Path], Sequence[str | Path]]


@dataclass(frozen=True)
class Front:
    """A running server in front, and a visitor who asks through it."""

    place: Place
    client: httpx.Client
    trusts: ssl.SSLContext = field(repr=False)

    def connect(self) -> ssl.SSLSocket:
        """Open a connection as the visitor."""
        return self.trusts.wrap_socket(connect(self.place.port), server_hostname=SITE)

    def connect_plainly(self) -> socket.socket:
        """Open one without TLS."""
        return connect(self.place.plain)


class ByName(httpx.HTTPTransport):
    """Asks a server on this machine for the host that a request names, as a browser would."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Name the host in the handshake too."""
        request.extensions["sni_hostname"] = request.headers["Host"]
        return super().handle_request(request)


def nginx_moved(place: Place) -> Changes:
    user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    bodies = "".join(
        f"    {name}_temp_path {place.folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        ("user www-data;", f"user {user} {group};\ndaemon off;"),
        ("/run/nginx.pid", f"{place.folder}/pid"),
        ("http {\n", f"http {{\n{bodies}"),
        ("listen 80 ", f"listen {HOST}:{place.plain} "),
        ("listen 443 ", f"listen {HOST}:{place.port} "),
        ("listen [::]:80 ", "# "),
        ("listen [::]:443 ", "# "),
        ("/etc/letsencrypt/live/help.example.org/fullchain.pem", str(place.certificate)),
        ("/etc/letsencrypt/live/help.example.org/privkey.pem", str(place.key)),
        ("127.0.0.1:8000", f"{HOST}:{place.behind}"),
    )


def caddy_moved(place: Place) -> Changes:
    own = f"\tbind {HOST}\n\ttls {place.certificate} {place.key}\n"
    ports = f"http_port {place.plain}\n\thttps_port {place.port}\n\tstorage file_system {place.folder}/storage"
    return (
        ("email admin@example.org", ports),
        ("\nhelp.example.org {\n", f"\nhelp.example.org {{\n{own}"),
        ("\ndesk.example.org {\n", f"\ndesk.example.org {{\n{own}"),
        ("127.0.0.1:8000", f"{HOST}:{place.behind}"),
    )


NGINX = Kind("nginx.conf", nginx_moved, lambda file: (program("nginx"), "-e", file.with_name("early"), "-c", file))
CADDY = Kind(
    "Caddyfile", caddy_moved, lambda file: (program("caddy"), "run", "--adapter", "caddyfile", "--config", file)
)


def program(name: str) -> str:
    """Find a server, or say how to install it."""
    found = shutil.which(name, path=PATH)
    assert found, f"{name} is missing. Install it and run everything with: make test"
    return found


@contextmanager
def running(kind: Kind, folder: Path, behind: int, changes: Changes = ()) -> Iterator[Front]:
    """Run an example in front of the port of a site; all that it writes is below the folder."""
    folder.mkdir()
    place = Place(folder, behind, free_port(), free_port())
    _certify(place)
    file = configure(kind, place, changes)
    trusts = ssl.create_default_context(cafile=place.certificate)
    transport = ByName(verify=trusts, local_address=VISITOR)
    log = folder / "log"
    with (
        log.open("wb") as told,
        subprocess.Popen(kind.command(file), cwd=folder, env=_home(folder), stdout=told, stderr=told) as process,
        httpx.Client(
            base_url=f"https://{HOST}:{place.port}",
            headers={**HEADERS, "Host": SITE},
            transport=transport,
            timeout=START_SECONDS,
        ) as client,
    ):
        try:
            wait_until(lambda: client.get("/healthz"), process, log.read_text)
            yield Front(place, client, trusts)
        finally:
            process.terminate()


def configure(kind: Kind, place: Place, changes: Changes) -> Path:
    """Write the example with what is changed; each change must find its place. `FOLDER` in it is the example's."""
    text = (ROOT / "docs/deploy" / kind.file).read_text("utf-8")
    for old, new in (*kind.moved(place), *changes):
        assert old in text, f"{kind.file} has no {old!r}"
        text = text.replace(old, new)
    file = place.folder / kind.file
    file.write_text(text.replace("FOLDER", str(place.folder)), "utf-8")
    return file


def _home(folder: Path) -> dict[str, str]:
    return {"PATH": PATH, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


def _certify(place: Place) -> None:
    """Make a certificate that vouches for itself, for a day."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SITE)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SITE), x509.DNSName(DESK)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    place.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
