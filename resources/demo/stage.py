"""Where the demonstration may play: in a folder of its own, on this machine alone. Everything else is refused."""

import shutil
import socket
from dataclasses import replace
from urllib.parse import urlsplit

from resources.demo import cast
from resources.demo.cast import Cast
from resources.desk import vouching, wing
from resources.desk.database import transaction
from resources.errors import DemoError
from resources.settings import Settings

HERE = "localhost"  # to a browser a secure place for passkeys, and no other machine's


def clear(settings: Settings) -> None:
    """Take away an earlier demonstration. Raises: DemoError where anything else stands in the folder."""
    _require_here(settings)
    folder = settings.instance
    if not folder.exists() or not any(folder.iterdir()):
        return
    if _founder(settings) not in ("", cast.read(folder).first_key):
        raise DemoError(folder, "it holds the desk of real members; name another folder")
    shutil.rmtree(folder)


def require(settings: Settings) -> Cast:
    """Give who plays in a folder. Raises: DemoError where it is not the demonstration's own, or not for this desk."""
    _require_here(settings)
    found = cast.read(settings.instance)
    if found.players[0].key.relying.origin != settings.desk_origin:
        raise DemoError(settings.instance, f"its passkeys are not for {settings.desk_origin}; make it anew: make demo")
    if _founder(settings) != found.first_key:
        raise DemoError(settings.instance, "its desk was not founded by a made-up member; name another folder")
    return found


def require_free(settings: Settings, address: str) -> None:
    """Pass where nothing answers at an address of this machine: an earlier demonstration may still play there.

    Raises: DemoError.
    """
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what has just ended is in nobody's way
        try:
            tried.bind(("127.0.0.1", urlsplit(address).port or 80))
        except OSError as error:
            remedy = "end it, or name other ports: make demo PORT=8010 DESK_PORT=8011"
            raise DemoError(
                settings.instance, f"something else is at {address} ({error.strerror}); {remedy}"
            ) from error


def trusting(settings: Settings, found: Cast) -> Settings:
    """Let the made-up members' changes count, in this process alone."""
    return replace(settings, first_key=found.first_key)


def _require_here(settings: Settings) -> None:
    if settings.database:
        raise DemoError(settings.instance, "DATABASE_URL may name the database of a real desk; leave it out")
    if urlsplit(settings.desk_origin).hostname != HERE:
        raise DemoError(settings.instance, f"{settings.desk_origin} is not this machine; it plays on {HERE} alone")


def _founder(settings: Settings) -> str:
    """Give the fingerprint of the key that founded the folder's desk; empty where none did."""
    if not (settings.instance / "desk.db").exists():
        return ""
    engine = wing.open_database(settings)
    try:
        with transaction(engine) as session:
            return vouching.ring(session).fingerprint
    finally:
        engine.dispose()
