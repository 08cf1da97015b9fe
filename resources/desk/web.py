"""The desk's own web: who is there, what they may open, and how a page is answered.

One table, `VIEWS`, says what each view asks of a visitor; a view that is not in it is never answered. Every POST
carries the session's own secret and comes from the desk's own pages.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from jinja2 import Environment
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from resources import http, i18n
from resources.assertions import Relying
from resources.desk import flags, sessions, vouching
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.pages import Around, DeskPage, Visitor
from resources.desk.permissions import Action, Person, may
from resources.desk.tables import Member, Passkey
from resources.i18n import Locale
from resources.limits import Limits
from resources.settings import Settings
from resources.site import Site

bp = Blueprint("desk", __name__, url_prefix="/desk")

SIGN_INS, SIGN_INS_PER = 30, timedelta(minutes=10)  # tries from one place; a household of moderators shares one
WRITES, WRITES_PER = 240, timedelta(minutes=1)  # posts of one member; a quiet save each few seconds is a tenth of it


NUL = "\x00"
SAME_ORIGIN = "same-origin"  # what browsers say of a form of the desk’s own; older ones say nothing
OWN_FORMS: Mapping[str, str] = {"Referrer-Policy": "same-origin"}
"""Under `no-referrer` a browser sends a form with `Origin: null`, which is refused; other sites still learn nothing."""
PASSKEYS: Mapping[str, str] = {
    "Permissions-Policy": http.without_powers(but=["publickey-credentials-create", "publickey-credentials-get"])
}
"""The two powers without which a browser answers no question for a passkey."""


class Access(StrEnum):
    """What a view asks for that is no permission."""

    OPEN = "open"
    """Nothing: to sign in, to join."""
    ANSWERED = "answered"
    """Nothing, and nobody is looked up: it answers also where the database does not."""
    SIGNED_IN = "signed_in"
    """A session, also of somebody whose passkey nobody has vouched for yet."""


VIEWS: dict[str, Access | Action] = {
    "desk.sign_in": Access.OPEN,
    "desk.signed_in": Access.OPEN,
    "desk.join": Access.OPEN,
    "desk.joined": Access.OPEN,
    "desk.health": Access.ANSWERED,
    "desk.farewell": Access.OPEN,
    "desk.sign_out": Access.SIGNED_IN,
    "desk.speak": Access.SIGNED_IN,
    "desk.account": Access.SIGNED_IN,
    "desk.vouching_page": Access.SIGNED_IN,
    "desk.vouched": Access.SIGNED_IN,
    "desk.add_passkey": Access.SIGNED_IN,
    "desk.withdrawn": Access.SIGNED_IN,
    "desk.revoke": Access.SIGNED_IN,
    "desk.leave": Access.SIGNED_IN,
    "desk.left": Access.SIGNED_IN,
    "desk.people": Action.READ,
    "desk.invite": Action.PEOPLE,
    "desk.recover": Action.PEOPLE,
    "desk.change_role": Action.PEOPLE,
    "desk.end": Action.PEOPLE,
    "desk.ended": Action.PEOPLE,
}
"""What each view asks for: the desk's whole policy of doors. Modules of views add theirs by `opens`."""


def opens(views: Mapping[str, Action]) -> None:
    """Say what a module's views ask for, by the names of their functions."""
    VIEWS.update({f"desk.{name}": action for name, action in views.items()})


@dataclass(frozen=True)
class Desk:
    """All that a view asks for."""

    settings: Settings
    office: Office
    site: Site
    """The public site, for previews as visitors see them."""
    clock: Callable[[], datetime]
    locales: Mapping[str, Locale]
    templates: Environment
    policy: str
    relying: Relying
    tries: Limits
    writes: Limits


def desk() -> Desk:
    """Give the desk that this application serves."""
    found: Desk = current_app.extensions["desk"]
    return found


def visitor() -> Visitor | None:
    """Give who is signed in; None where nobody is."""
    found: Visitor | None = g.get("visitor")
    return found


def current() -> Visitor:
    """Give who is signed in, behind the guard."""
    return visitor() or abort(HTTPStatus.FORBIDDEN)


def person() -> Person:
    """Give who acts, with the role that the keyring says."""
    return current().person or abort(HTTPStatus.FORBIDDEN)


def locale() -> Locale:
    """Give the locale that the desk speaks to this visitor."""
    found = visitor()
    if found and found.locale in desk().locales:
        return desk().locales[found.locale]
    return i18n.negotiate(request.headers.get("Accept-Language"), desk().locales)


def render(page: DeskPage, status: int = HTTPStatus.OK) -> Response:
    """Answer with a page, which no browser keeps."""
    spoken = locale()
    around = Around(spoken, desk().locales, visitor(), request.path, _alarms())
    with i18n.speaking(spoken):
        html = desk().templates.get_template(page.template).render(page=page, around=around)
    headers = {**http.SECURITY_HEADERS, **OWN_FORMS, **PASSKEYS, "Content-Security-Policy": desk().policy}
    return Response(html, status, headers, content_type="text/html; charset=utf-8")


def _alarms() -> int:
    """Count the listings of which several visitors said the same, for those who can look into it."""
    found = visitor()
    if found is None or found.person is None or not may(found.person.role, Action.CHECK):
        return 0
    try:
        with transaction(desk().office.engine) as session:
            return len(
                {alarm.listing_id for alarm in flags.alarms(session, desk().clock().date(), desk().office.facts)}
            )
    except SQLAlchemyError:
        return 0  # this page is the one that says so


def back_to(path: str) -> AnyResponse:
    """Lead on after a deed, so that to load the page again does not do it again."""
    return redirect(path, HTTPStatus.SEE_OTHER)


@bp.before_app_request
def guard() -> ResponseReturnValue | None:
    """Let nobody through whom the table does not let through."""
    asked = VIEWS.get(request.endpoint or "")
    if request.endpoint is None:
        g.visitor = _visitor()  # who is signed in stays so on a page that is not there
        return None  # answered with 404 or 405
    if asked is None:
        abort(HTTPStatus.NOT_FOUND)
    if asked is Access.ANSWERED:
        return None
    _require_text()
    g.visitor = _visitor()
    if request.method == "POST":
        _require_own_form()
    if asked is Access.OPEN:
        return None
    if g.visitor is None:
        return back_to("/desk/sign-in/")
    if isinstance(asked, Action):
        return _unless_allowed(g.visitor, asked)
    return None


@bp.after_app_request
def keep_promises(response: Response) -> Response:
    """Give every answer the headers of all."""
    http.lead_within(response, request.routing_exception)
    http.say_no_type_of_nothing(response)
    for name, value in desk().site.promises.items():
        response.headers.setdefault(name, value)
    return response


def _unless_allowed(found: Visitor, action: Action) -> ResponseReturnValue | None:
    if found.person is None:
        return back_to("/desk/account/")  # which says who has to vouch
    if not may(found.person.role, action):
        abort(HTTPStatus.FORBIDDEN)
    return None


def _visitor() -> Visitor | None:
    token = request.cookies.get(sessions.COOKIE, "")
    if not token:
        return None
    with transaction(desk().office.engine) as session:
        found = sessions.find(session, token, now=desk().clock())
        if found is None:
            return None
        member, passkey = session.get_one(Member, found.member_id), session.get_one(Passkey, found.passkey_id)
        if passkey.revoked_at or member.left_at:
            sessions.end(session, token)
            return None
        holder = vouching.ring(session).holder(passkey.credential_id)
    acting = Person(holder.member, holder.role) if holder and holder.member == member.id else None
    return Visitor(member.id or 0, member.name, acting, passkey.credential_id, found.csrf, token, member.locale)


def _require_text() -> None:
    """Refuse NUL, which no text holds and PostgreSQL does not keep."""
    if NUL in request.path:
        abort(HTTPStatus.NOT_FOUND)
    if any(NUL in name or NUL in value for name, value in request.values.items(multi=True)):
        abort(HTTPStatus.BAD_REQUEST)


def _require_own_form() -> None:
    """Refuse what another site sent, or a page of the desk that was not this session's."""
    if request.headers.get("Origin") != desk().settings.desk_origin:
        abort(HTTPStatus.FORBIDDEN)
    if request.headers.get("Sec-Fetch-Site", SAME_ORIGIN) != SAME_ORIGIN:
        abort(HTTPStatus.FORBIDDEN)
    if g.visitor is None:
        return
    if not hmac.compare_digest(request.form.get("csrf", "").encode(), g.visitor.csrf.encode()):
        abort(HTTPStatus.FORBIDDEN)
    if not desk().writes.allows(str(g.visitor.member), desk().clock()):
        abort(HTTPStatus.TOO_MANY_REQUESTS)
