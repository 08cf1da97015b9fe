"""To join, to sign in and to sign out: a passkey and nothing else."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from resources import assertions, vouches
from resources.assertions import PublicKey
from resources.desk import accounts, audit, ceremonies, fault_words, sessions, vouching
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.tables import Member
from resources.desk.web import back_to, bp, current, desk, locale, render
from resources.errors import AssertionRefusedError, DatabaseError, InvitationError, NotAloneError
from resources.manifests import Edition
from resources.roles import Role
from resources.spool import Spool
from resources.vouches import Founding, Vouch

NAME_CHARACTERS = 60


@dataclass(frozen=True)
class SignInPage(DeskPage):
    """Asks for a passkey; `fault` says why the last one did not do."""

    template: ClassVar[str] = "desk/sign_in.html"
    options: str
    fault: str = ""


@dataclass(frozen=True)
class JoinPage(DeskPage):
    """Asks somebody who was invited for a name and a new passkey. `name` is given where an account is recovered."""

    template: ClassVar[str] = "desk/join.html"
    options: str
    role: str
    name: str | None = None
    fault: str = ""


@bp.get("/sign-in/")
def sign_in(fault: str = "", status: int = HTTPStatus.FORBIDDEN) -> ResponseReturnValue:
    """Ask for a passkey."""
    with transaction(desk().office.engine) as session:
        challenge = accounts.challenge(session, now=desk().clock())
    page = SignInPage(ceremonies.to_sign(desk().relying, challenge), fault)
    return render(page, status if fault else HTTPStatus.OK)


@bp.post("/sign-in/")
def signed_in() -> ResponseReturnValue:
    """Begin a session for the holder of a passkey."""
    if _tries_too_often():
        return sign_in(fault_words.TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        with desk().office.deed() as session:  # of two who answer one challenge at once, one comes too late
            token = _signed_in(session)
    except AssertionRefusedError as error:
        return sign_in(fault_words.said(error))
    return _with_cookie(back_to("/desk/"), token)


def _signed_in(session: Session) -> str:
    now, assertion = desk().clock(), assertions.from_browser(posted_credential())
    passkey = accounts.passkey_of(session, assertion.credential_id)
    if passkey is None:
        raise AssertionRefusedError("", fault_words.UNKNOWN_PASSKEY)
    challenge = asked_challenge()
    accounts.use(session, challenge, now=now)
    assertions.verify(assertion, challenge=challenge, key=accounts.public(passkey), relying=desk().relying)
    audit.append(session, "sign in", str(passkey.member_id), {}, member=passkey.member_id, now=now)
    sessions.end(session, request.cookies.get(sessions.COOKIE, ""))
    return sessions.begin(session, passkey.member_id, passkey.id or 0, now=now)


@bp.get("/join/<token>/")
def join(token: str, fault: str = "") -> ResponseReturnValue:
    """Ask somebody who was invited for a name and a passkey."""
    now = desk().clock()
    try:
        with transaction(desk().office.engine) as session:
            held = accounts.invitation(session, token, now=now)
            challenge = accounts.challenge(session, now=now)
            known = session.get_one(Member, held.member_id).name if held.member_id else None
    except InvitationError as error:
        return sign_in(fault_words.said(error))
    options = ceremonies.to_create(desk().relying, challenge, member=sessions.digest(token), name=known or "…")
    return render(JoinPage(options, held.role, known, fault), HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK)


@bp.post("/join/<token>/")
def joined(token: str) -> ResponseReturnValue:
    """Keep a new passkey, put it up to be vouched for, and sign its holder in."""
    if _tries_too_often():
        return sign_in(fault_words.TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
    name = request.form.get("name", "").strip()[:NAME_CHARACTERS]
    try:
        with desk().office.deed() as session:  # of two who answer one link at once, too
            cookie = _joined(session, token, name)
    except InvitationError as error:
        return sign_in(fault_words.said(error))
    except AssertionRefusedError as error:
        return join(token, fault_words.said(error))
    return _with_cookie(back_to("/desk/account/"), cookie)


def _joined(session: Session, token: str, name: str) -> str:
    now = desk().clock()
    held = accounts.invitation(session, token, now=now)
    if not name and held.member_id is None:
        raise AssertionRefusedError("", fault_words.NO_NAME)
    key = accounts.register(session, posted_credential(), asked_challenge(), desk().relying, now=now)
    member = accounts.join(session, held, name, now=now)
    if held.member_id is None:
        member.locale = locale().tag  # of the pages that they read until now
    passkey = accounts.keep(session, member.id or 0, key, request.form.get("label", "").strip()[:60], now=now)
    vouching.propose(session, _entry(session, member, held.role, key), now=now)
    sessions.end(session, request.cookies.get(sessions.COOKIE, ""))
    return sessions.begin(session, member.id or 0, passkey.id or 0, now=now)


def _entry(session: Session, member: Member, role: str, key: PublicKey) -> vouches.Entry:
    if not vouching.ring(session).entries and member.id == 1:
        return Founding(relying=desk().relying, key=key)
    return Vouch(member=member.id or 0, role=Role(role), key=key)


@bp.post("/sign-out/")
def sign_out() -> ResponseReturnValue:
    """Sign out, here or everywhere."""
    everywhere = request.form.get("everywhere") == "yes"
    with transaction(desk().office.engine) as session:
        sessions.end(session, current().token)
        if everywhere:
            sessions.end_all(session, current().member)
    return signed_off(back_to("/desk/sign-in/"))


@bp.post("/speak/")
def speak() -> ResponseReturnValue:
    """Speak another language from now on."""
    tag = request.form.get("locale", "")
    with transaction(desk().office.engine) as session:
        if tag in desk().locales:
            session.get_one(Member, current().member).locale = tag
    return back_to("/desk/")


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    """Ask the disk, the shelf and the database, and say what is wrong; one that does not answer is told by the wing."""
    try:
        Spool(desk().settings.flags).probe()
        edition = desk().office.newest.reread().edition
        with transaction(desk().office.engine) as session:
            events, keys = audit.verify(session), len(vouching.ring(session).entries)
        if keys < (known := _known_keys(edition)):
            raise DatabaseError(f"it holds {keys} of at least {known} entries of the keyring; restore a backup")
    except (NotAloneError, OSError) as error:
        reason = f"nothing can be kept: {error.strerror}" if isinstance(error, OSError) else str(error)
        return jsonify({"error": reason}), HTTPStatus.SERVICE_UNAVAILABLE
    return jsonify({"events": events, "keyring": keys, "edition": edition.number})


def _known_keys(edition: Edition) -> int:
    """Count the entries of the keyring that are known without the database, which may be a new and empty one."""
    proofs = desk().office.shelf.proofs
    return max(len(proofs.keyring(edition.keys).entries), 1 if proofs.trust.first_key else 0)


def signed_off(response: AnyResponse) -> AnyResponse:
    """Let a browser forget who was signed in, and what it saw."""
    response.delete_cookie(sessions.COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def posted_credential() -> dict[str, Any]:
    """Read what the page's script posted. Raises: AssertionRefusedError where it is no passkey's answer."""
    try:
        found = json.loads(request.form.get("credential", ""))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise AssertionRefusedError("", fault_words.NO_ANSWER)
    return found


def asked_challenge() -> bytes:
    """Read which challenge a browser says that it answered; whether it was ours is checked where it is used."""
    response = posted_credential().get("response")
    try:
        said = json.loads(assertions.decoded(str(response["clientDataJSON"])))  # type: ignore[index]  # caught below
        return assertions.decoded(str(said["challenge"]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise AssertionRefusedError("", fault_words.NOT_A_PASSKEY) from error


def _tries_too_often() -> bool:
    """Count a try from one place, to sign in or to join, which recovers too."""
    return not desk().tries.allows(request.remote_addr or "", desk().clock())


def _with_cookie(response: AnyResponse, token: str) -> AnyResponse:
    response.set_cookie(sessions.COOKIE, token, path="/", secure=True, httponly=True, samesite="Strict")
    return response
