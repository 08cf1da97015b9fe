"""What programs ask every site for, at addresses that no page links to: for search engines, icons, a contact.

No sitemap is among them: its addresses would need the site's own, which a node does not know. Home leads to each
country in each language.
"""

import re
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, current_app

from resources import http
from resources.errors import NotFoundError
from resources.public import site
from resources.settings import Settings

bp = Blueprint("root_files", __name__)

# Help is to be found. What is left out is no page, or a page of a country again, narrowed by a query.
ROBOTS = """\
User-agent: *
Disallow: /*?
Disallow: /*/wrong/
Disallow: /exit
Disallow: /healthz
Disallow: /gallery/
Disallow: /desk/
Disallow: /api/
"""
ADDRESS = re.compile(r"(https://|mailto:|tel:)\S+")
MAIL = re.compile(r"[^@:\s]+@[^@:\s]+")
HOLDS_FOR = timedelta(days=90)  # a contact; counted anew each day, so that it ends where a site is left to itself


def contact_address(contact: str) -> str:
    """Give a contact as RFC 9116 wants it, an address with its scheme; empty where it can be none."""
    if ADDRESS.fullmatch(contact):
        return contact
    return f"mailto:{contact}" if MAIL.fullmatch(contact) else ""


def security(contact: str, now: datetime) -> str:
    """Say where somebody who found a weakness can write. Raises: NotFoundError where nobody is named."""
    if not (address := contact_address(contact)):
        raise NotFoundError("security.txt")
    ends = (now + HOLDS_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return f"Contact: {address}\nExpires: {ends:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: en\n"


@bp.get("/robots.txt")
def robots() -> Response:
    """Let search engines find help."""
    return _text(ROBOTS)


@bp.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Name the operator's contact."""
    settings: Settings = current_app.config["SETTINGS"]
    return _text(security(settings.contact, site().clock()))


@bp.get("/favicon.ico")
@bp.get("/apple-touch-icon.png")
@bp.get("/apple-touch-icon-precomposed.png")
def icon() -> Response:
    """Give no icon, and so the browser's own neutral one; a page says the same of itself."""
    return Response(status=HTTPStatus.NO_CONTENT)


def _text(text: str) -> Response:
    """Answer what is the same for everybody: kept briefly by a shared cache, by no browser."""
    return Response(text, content_type="text/plain; charset=utf-8", headers=[http.shared_cache(http.SHARED_SECONDS)])
