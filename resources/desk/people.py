"""Who works at the desk, and who vouches for whom."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from resources.desk import accounts, pending, vouching
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.pending import Pending
from resources.desk.tables import Member, Passkey
from resources.desk.web import back_to, bp, current, desk, render
from resources.keyring import Keyring
from resources.roles import Role
from resources.vouches import Vouch


@dataclass(frozen=True)
class Colleague:
    """A member as others see them; `role` is None while nobody has vouched for them, `keys` are the good ones."""

    id: int
    name: str
    role: Role | None
    keys: tuple[Passkey, ...]


@dataclass(frozen=True)
class PeoplePage(DeskPage):
    """All members, who left, what waits for signatures, how to invite. `link` is shown once, when it was made."""

    template: ClassVar[str] = "desk/people.html"
    colleagues: tuple[Colleague, ...]
    left: tuple[Member, ...]
    pending: tuple[Pending, ...]
    roles: tuple[Role, ...]
    first_key: str
    is_trusted: bool
    link: str = ""


@bp.get("/people/")
def people(link: str = "") -> ResponseReturnValue:
    """Show who works here."""
    with transaction(desk().office.engine) as session:
        ring = vouching.ring(session)
        members = session.exec(select(Member).order_by(col(Member.id))).all()
        page = PeoplePage(
            colleagues=tuple(_colleague(session, member, ring) for member in members if not member.left_at),
            left=tuple(member for member in members if member.left_at),
            pending=pending.waiting(session, ring),
            roles=tuple(Role),
            first_key=ring.fingerprint,
            is_trusted=ring.fingerprint == desk().settings.first_key,
            link=link,
        )
    return render(page)


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


def _colleague(session: Session, member: Member, ring: Keyring) -> Colleague:
    keys = tuple(key for key in accounts.passkeys(session, member.id or 0) if key.credential_id in ring.keys)
    return Colleague(member.id or 0, member.name, ring.roles.get(member.id or 0), keys)
