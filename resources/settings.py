"""Settings: where the site keeps and finds things, read once from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from resources.errors import SettingsError

SWITCH = {"": False, "0": False, "1": True}
DESK_ORIGIN = "http://localhost:8001"  # where `make desk` serves it
PRESS_BYTES = 64 * 1024 * 1024  # every page of six locales and 700 listings


@dataclass(frozen=True)
class Settings:
    """What the operator chose. All paths are absolute."""

    instance: Path
    """The running site's state; it need not exist yet."""
    listings: Path
    """The folder of listing files."""
    gallery: bool
    """Whether developers see the page of all components."""
    https: bool = False
    """Whether visitors reach the site over TLS. Said here, since a header that a proxy sends may be anybody's."""
    proxy: bool = False
    """Whether a proxy of ours stands in front and names the visitor, in the last place of `X-Forwarded-For`."""
    press_bytes: int = PRESS_BYTES
    """The memory that ready pages may take, in bytes."""
    first_key: str = ""
    """The fingerprint of the first key of the desk's members; empty where there is no desk."""
    desk_origin: str = DESK_ORIGIN
    """Where the desk is reached, such as `https://desk.example.org`; passkeys are made for its host."""
    database: str = ""
    """Where the desk's rows live, as `DATABASE_URL` names it; empty for a file of the instance."""
    contact: str = ""
    """Where the operator can be reached: told to those whose pages the watch looks at, and in `security.txt`."""

    @property
    def database_url(self) -> str:
        """The address of the desk's database."""
        return self.database or f"sqlite:///{self.instance / 'desk.db'}"

    @property
    def editions(self) -> Path:
        """The folder of the published editions."""
        return self.instance / "editions"

    @property
    def form_key(self) -> Path:
        """The file of the key that forms are signed with."""
        return self.instance / "forms.key"

    @property
    def flags(self) -> Path:
        """The folder of what visitors tell us."""
        return self.instance / "flags"


def from_environment(environ: Mapping[str, str], root: Path) -> Settings:
    """Read the settings; a relative path starts at `root`, the checkout.

    Raises: SettingsError for a value that cannot be used.
    """
    return Settings(
        instance=_instance(environ, root),
        listings=_listings(environ, root),
        gallery=_is_on(environ, "NOTALONE_GALLERY"),
        https=_is_on(environ, "NOTALONE_HTTPS"),
        proxy=_is_on(environ, "NOTALONE_PROXY"),
        press_bytes=_count(environ, "NOTALONE_PRESS_BYTES", PRESS_BYTES),
        first_key=_fingerprint(environ),
        desk_origin=_origin(environ),
        database=environ.get("DATABASE_URL", ""),
        contact=_contact(environ),
    )


def _instance(environ: Mapping[str, str], root: Path) -> Path:
    folder = _folder(environ, "NOTALONE_INSTANCE", root, "instance")
    if folder.exists() and not folder.is_dir():
        raise SettingsError("NOTALONE_INSTANCE", str(folder), "a file stands there; name a folder")
    return folder


def _listings(environ: Mapping[str, str], root: Path) -> Path:
    folder = _folder(environ, "NOTALONE_LISTINGS", root, "resources/listings")
    if not folder.is_dir():
        raise SettingsError("NOTALONE_LISTINGS", str(folder), "no such folder; name the one of the listing files")
    return folder


def _folder(environ: Mapping[str, str], name: str, root: Path, default: str) -> Path:
    value = environ.get(name, default)
    if not value.strip():
        raise SettingsError(name, value, "empty; name a folder, or leave the setting out")
    return (root / value).resolve()


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise SettingsError(name, value, "write a whole number, such as 67108864")
    return int(value)


def _fingerprint(environ: Mapping[str, str]) -> str:
    value = environ.get("NOTALONE_FIRST_KEY", "").strip()
    if value and not re.fullmatch("[0-9a-f]{64}", value):
        raise SettingsError("NOTALONE_FIRST_KEY", value, "write the 64 signs that the desk shows, or leave it out")
    return value


def _contact(environ: Mapping[str, str]) -> str:
    value = environ.get("NOTALONE_CONTACT", "").strip()
    if not re.fullmatch("[!-~]{0,200}", value):
        raise SettingsError("NOTALONE_CONTACT", value, "write one e-mail address or the address of one page")
    return value


def _origin(environ: Mapping[str, str]) -> str:
    value = environ.get("NOTALONE_DESK_ORIGIN", DESK_ORIGIN)
    parts = urlsplit(value)
    if not (parts.hostname and value == f"{parts.scheme}://{parts.netloc}" and _is_secure(parts)):
        remedy = "write https:// and the name of the desk's host, nothing after it; http:// is for localhost alone"
        raise SettingsError("NOTALONE_DESK_ORIGIN", value, remedy)
    return value


def _is_secure(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")


def _is_on(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "")
    if value not in SWITCH:
        raise SettingsError(name, value, "write 1 for on, 0 for off")
    return SWITCH[value]
