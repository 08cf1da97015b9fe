"""Who works at the desk, and who vouches for whom."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from resources import assertions, keyring
from resources.assertions import Assertion
from resources.desk import accounts, ceremonies, publishing, vouching
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.sign_in import asked_challenge, posted_credential
from resources.desk.tables import Member, Passkey, Vouching
from resources.desk.web import back_to, bp, current, desk, person, render
from resources.errors import AssertionRefusedError, KeyringError
from resources.keyring import Founding, Keyring, Revocation, Vouch
from resources.roles import Role


@dataclass(frozen=True)
class Colleague:
    """A member as others see them; `role` is None while nobody has vouched for them."""

    id: int
    name: str
    role: Role | None
    keys: tuple[Passkey, ...]


@dataclass(frozen=True)
class Pending:
    """An entry of the keyring that waits: whose it is, and who has signed so far."""

    id: int
    kind: str
    name: str
    role: str
    signed_by: tuple[str, ...]


@dataclass(frozen=True)
class PeoplePage(DeskPage):
    """All members, what waits for signatures, and how to invite. `link` is shown once, when it was made."""

    template: ClassVar[str] = "desk/people.html"
    colleagues: tuple[Colleague, ...]
    pending: tuple[Pending, ...]
    roles: tuple[Role, ...]
    first_key: str
    is_trusted: bool
    link: str = ""


@dataclass(frozen=True)
class AccountPage(DeskPage):
    """One's own passkeys, and what waits for signatures."""

    template: ClassVar[str] = "desk/account.html"
    keys: tuple[Passkey, ...]
    good: frozenset[str]
    pending: tuple[Pending, ...]
    options: str


@dataclass(frozen=True)
class VouchingPage(DeskPage):
    """One entry, and what signing it means. `options` is empty where the visitor has no key that counts here."""

    template: ClassVar[str] = "desk/vouching.html"
    pending: Pending
    options: str
    fault: str = ""


@bp.get("/people/")
def people(link: str = "") -> ResponseReturnValue:
    """Show who works here."""
    with transaction(desk().office.engine) as session:
        ring = vouching.ring(session)
        members = session.exec(select(Member).order_by(col(Member.id))).all()
        page = PeoplePage(
            colleagues=tuple(_colleague(session, member, ring) for member in members),
            pending=_pending(session, ring),
            roles=tuple(Role),
            first_key=ring.fingerprint,
            is_trusted=ring.fingerprint == desk().settings.first_key,
            link=link,
        )
    return render(page)


@bp.get("/account/")
def account() -> ResponseReturnValue:
    """Show one's own passkeys."""
    with transaction(desk().office.engine) as session:
        ring, keys = vouching.ring(session), tuple(accounts.passkeys(session, current().member))
        challenge = accounts.challenge(session, now=desk().clock())
        named = f"member {current().member}"
        options = ceremonies.to_create(
            desk().relying, challenge, member=named, name=current().name, known=[key.credential_id for key in keys]
        )
        page = AccountPage(keys, frozenset(ring.keys), _pending(session, ring), options)
    return render(page)


@bp.post("/account/passkey/")
def add_passkey() -> ResponseReturnValue:
    """Keep another passkey of one's own, to be vouched for by one that is good."""
    now = desk().clock()
    try:
        with transaction(desk().office.engine) as session:
            key = accounts.register(session, posted_credential(), asked_challenge(), desk().relying, now=now)
            accounts.keep(session, current().member, key, request.form.get("label", "").strip()[:60], now=now)
            row = vouching.propose(session, Vouch(member=current().member, role=person().role, key=key), now=now)
    except AssertionRefusedError:
        return back_to("/desk/account/")
    return back_to(f"/desk/vouching/{row.id}/")


@bp.post("/account/revoke/")
def revoke() -> ResponseReturnValue:
    """Put a revocation up to be signed, by the member or by an administrator."""
    with transaction(desk().office.engine) as session:
        held = vouching.ring(session).holder(request.form.get("passkey", ""))
        if held is None or (held.member != current().member and person().role is not Role.ADMINISTRATOR):
            abort(HTTPStatus.FORBIDDEN)
        row = vouching.propose(session, Revocation(credential_id=held.key.credential_id), now=desk().clock())
    return back_to(f"/desk/vouching/{row.id}/")


@bp.post("/people/invite/")
def invite() -> ResponseReturnValue:
    """Make a link for a new member; it is shown once."""
    role = request.form.get("role", "")
    if role not in list(Role):
        abort(HTTPStatus.BAD_REQUEST)
    with transaction(desk().office.engine) as session:
        token = accounts.invite(session, Role(role), by=current().member, now=desk().clock())
    return people(f"{desk().settings.desk_origin}/desk/join/{token}/")


@bp.post("/people/<int(max=2147483647):member>/recover/")
def recover(member: int) -> ResponseReturnValue:
    """Make a link for a member who has lost every passkey; two administrators then vouch for the new one."""
    with transaction(desk().office.engine) as session:
        role = vouching.ring(session).roles.get(member)
        if role is None or session.get(Member, member) is None:
            abort(HTTPStatus.NOT_FOUND)
        token = accounts.invite(session, role, by=current().member, now=desk().clock(), member=member)
    return people(f"{desk().settings.desk_origin}/desk/join/{token}/")


@bp.post("/people/<int(max=2147483647):member>/role/")
def change_role(member: int) -> ResponseReturnValue:
    """Put another role up to be signed by an administrator and one other member."""
    role = request.form.get("role", "")
    with transaction(desk().office.engine) as session:
        keys = [key for owner, key in vouching.ring(session).keys.values() if owner == member]
        if role not in list(Role) or not keys:
            abort(HTTPStatus.BAD_REQUEST)
        row = vouching.propose(session, Vouch(member=member, role=Role(role), key=keys[0]), now=desk().clock())
    return back_to(f"/desk/vouching/{row.id}/")


@bp.get("/vouching/<int(max=2147483647):number>/")
def vouching_page(number: int, fault: str = "") -> ResponseReturnValue:
    """Show an entry of the keyring that waits, and ask to sign it."""
    with transaction(desk().office.engine) as session:
        row, ring = _row(session, number), vouching.ring(session)
        options = ceremonies.to_sign(desk().relying, vouching.challenge(row, ring), by=_signers(row, ring))
        page = VouchingPage(_told(session, row, ring), options if _signers(row, ring) else "", fault)
    return render(page, HTTPStatus.FORBIDDEN if fault else HTTPStatus.OK)


@bp.post("/vouching/<int(max=2147483647):number>/")
def vouched(number: int) -> ResponseReturnValue:
    """Add a signature to an entry; the last that it needs puts it into the keyring."""
    try:
        with transaction(desk().office.engine) as session:
            row = _row(session, number)
            vouching.sign(session, row, _own_signature(row, vouching.ring(session)), now=desk().clock())
    except (AssertionRefusedError, KeyringError) as error:
        return vouching_page(number, error.reason)
    publishing.publish_now(desk().office, now=desk().clock())  # a key that was revoked counts nowhere from now on
    return back_to("/desk/people/" if current().person else "/desk/account/")


def _own_signature(row: Vouching, ring: Keyring) -> Assertion:
    signed = assertions.from_browser(posted_credential())
    if signed.credential_id not in _signers(row, ring):
        raise AssertionRefusedError(signed.credential_id, "not a passkey of yours that counts here")
    return signed


def _signers(row: Vouching, ring: Keyring) -> list[str]:
    """Name the visitor's passkeys that can sign an entry; the first key signs for itself."""
    entry = vouching.entry_of(row)
    if isinstance(entry, Founding):
        return [entry.key.credential_id] if entry.key.credential_id == current().credential_id else []
    return [name for name, (owner, _) in ring.keys.items() if owner == current().member]


def _row(session: Session, number: int) -> Vouching:
    row = session.get(Vouching, number)
    if row is None or row.done_at:
        abort(HTTPStatus.NOT_FOUND)
    return row


def _colleague(session: Session, member: Member, ring: Keyring) -> Colleague:
    keys = tuple(key for key in accounts.passkeys(session, member.id or 0) if key.revoked_at is None)
    return Colleague(member.id or 0, member.name, ring.roles.get(member.id or 0), keys)


def _pending(session: Session, ring: Keyring) -> tuple[Pending, ...]:
    return tuple(_told(session, row, ring) for row in vouching.waiting(session))


def _told(session: Session, row: Vouching, ring: Keyring) -> Pending:
    entry = vouching.entry_of(row)
    is_fresh = row.keyring == len(ring.entries)
    signers = (ring.holder(one.credential_id) for one in entry.by if is_fresh)
    names = tuple(session.get_one(Member, one.member).name for one in signers if one)
    role = entry.role if isinstance(entry, Vouch) else Role.ADMINISTRATOR
    return Pending(row.id or 0, _kind(entry, ring), _name(session, entry, ring), role, names)


def _kind(entry: keyring.Entry, ring: Keyring) -> str:
    if not isinstance(entry, Vouch) or entry.member not in ring.roles:
        return entry.kind
    return "role" if entry.key.credential_id in ring.keys else "key"


def _name(session: Session, entry: keyring.Entry, ring: Keyring) -> str:
    if isinstance(entry, Revocation):
        held = ring.holder(entry.credential_id)
        return session.get_one(Member, held.member).name if held else ""
    return session.get_one(Member, entry.member).name
