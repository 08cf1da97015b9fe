"""To read an entry of the keyring that waits, and to sign it or let it wait no more."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from flask import abort
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from resources import assertions
from resources.assertions import Assertion
from resources.desk import ceremonies, departures, fault_words, pending, publishing, vouching
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.pending import Pending
from resources.desk.sign_in import posted_credential, signed_off
from resources.desk.tables import Vouching
from resources.desk.web import back_to, bp, current, desk, person, render
from resources.errors import AssertionRefusedError, KeyringError
from resources.keyring import Keyring
from resources.vouches import Entry, Founding, Leaving


@dataclass(frozen=True)
class VouchingPage(DeskPage):
    """One entry, and what signing it means. `options` is empty where the visitor has no key that counts here.

    `is_own` tells that it speaks of the visitor.
    """

    template: ClassVar[str] = "desk/vouching.html"
    pending: Pending
    options: str
    is_own: bool
    may_withdraw: bool
    fault: str = ""


@bp.get("/vouching/<int(max=2147483647):number>/")
def vouching_page(number: int, fault: str = "") -> ResponseReturnValue:
    """Show an entry of the keyring that waits, and ask to sign it."""
    with transaction(desk().office.engine) as session:
        row, ring = _row(session, number), vouching.ring(session)
        by, acting = _signers(row, ring), current().person
        options = ceremonies.to_sign(desk().relying, vouching.challenge(row, ring), by=by) if by else ""
        page = VouchingPage(
            pending.told(session, row, ring),
            options,
            is_own=vouching.member_of(session, vouching.entry_of(row)) == current().member,
            may_withdraw=acting is not None and pending.may_withdraw(session, row, ring, by=acting),
            fault=fault,
        )
    return render(page, HTTPStatus.FORBIDDEN if fault else HTTPStatus.OK)


@bp.post("/vouching/<int(max=2147483647):number>/")
def vouched(number: int) -> ResponseReturnValue:
    """Add a signature to an entry; the last that it needs puts it into the keyring."""
    publishing.publish_now(desk().office, now=desk().clock())  # what was signed by a key that is to count no longer
    try:
        entry = _signed(number)
    except (AssertionRefusedError, KeyringError) as error:
        return vouching_page(number, fault_words.said(error))
    publishing.publish_now(desk().office, now=desk().clock())  # so that such a key counts nowhere from now on
    if isinstance(entry, Leaving) and entry.member == current().member:
        return signed_off(back_to("/desk/farewell/"))
    return back_to("/desk/people/" if current().person else "/desk/account/")


def _signed(number: int) -> Entry | None:
    """Give the entry where it is in the keyring now, None where another member signs next."""
    with desk().office.deed() as session:
        row, ring = _row(session, number), vouching.ring(session)
        entry = vouching.entry_of(row)
        departures.require_published(session, entry)
        if vouching.is_own_last(entry, ring, by=current().member):
            raise KeyringError(0, fault_words.LAST_KEY)
        is_done = vouching.sign(session, row, _own_signature(row, ring), now=desk().clock())
    return entry if is_done else None


@bp.post("/vouching/<int(max=2147483647):number>/withdraw/")
def withdrawn(number: int) -> ResponseReturnValue:
    """Let an entry wait no more."""
    with desk().office.deed() as session:
        row = _row(session, number)
        if not pending.may_withdraw(session, row, vouching.ring(session), by=person()):
            abort(HTTPStatus.FORBIDDEN)
        vouching.withdraw(session, row, by=current().member, now=desk().clock())
    return back_to("/desk/people/")


def _own_signature(row: Vouching, ring: Keyring) -> Assertion:
    signed = assertions.from_browser(posted_credential())
    if signed.credential_id not in _signers(row, ring):
        raise AssertionRefusedError(signed.credential_id, fault_words.NOT_YOURS)
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
