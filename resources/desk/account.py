"""One's own page: passkeys, to add one and to revoke one."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from flask import abort, request
from flask.typing import ResponseReturnValue

from resources.desk import accounts, ceremonies, fault_words, pending, vouching
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.pending import Pending
from resources.desk.permissions import Action, may
from resources.desk.sign_in import asked_challenge, posted_credential
from resources.desk.tables import Passkey
from resources.desk.web import back_to, bp, current, desk, person, render
from resources.errors import AssertionRefusedError
from resources.vouches import Revocation, Vouch


@dataclass(frozen=True)
class AccountPage(DeskPage):
    """One's own passkeys, and what waits for signatures."""

    template: ClassVar[str] = "desk/account.html"
    keys: tuple[Passkey, ...]
    good: frozenset[str]
    pending: tuple[Pending, ...]
    options: str
    fault: str = ""


@bp.get("/account/")
def account(fault: str = "") -> ResponseReturnValue:
    """Show one's own passkeys."""
    with transaction(desk().office.engine) as session:
        ring, keys = vouching.ring(session), tuple(accounts.passkeys(session, current().member))
        challenge = accounts.challenge(session, now=desk().clock())
        named = f"member {current().member}"
        options = ceremonies.to_create(
            desk().relying, challenge, member=named, name=current().name, known=[key.credential_id for key in keys]
        )
        page = AccountPage(keys, frozenset(ring.keys), pending.waiting(session, ring), options, fault)
    return render(page, HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK)


@bp.post("/account/passkey/")
def add_passkey() -> ResponseReturnValue:
    """Keep another passkey of one's own, to be vouched for by one that is good."""
    now = desk().clock()
    try:
        with desk().office.deed() as session:
            key = accounts.register(session, posted_credential(), asked_challenge(), desk().relying, now=now)
            accounts.keep(session, current().member, key, request.form.get("label", "").strip()[:60], now=now)
            row = vouching.propose(session, Vouch(member=current().member, role=person().role, key=key), now=now)
    except AssertionRefusedError as error:
        return account(fault_words.said(error))
    return back_to(f"/desk/vouching/{row.id}/")


@bp.post("/account/revoke/")
def revoke() -> ResponseReturnValue:
    """Put a revocation up to be signed, by the member or by an administrator."""
    with transaction(desk().office.engine) as session:
        ring = vouching.ring(session)
        held = ring.holder(request.form.get("passkey", ""))
        if held is None or (held.member != current().member and not may(person().role, Action.PEOPLE)):
            abort(HTTPStatus.FORBIDDEN)
        entry = Revocation(credential_id=held.key.credential_id)
        if vouching.is_own_last(entry, ring, by=current().member):
            row = None
        else:
            row = vouching.propose(session, entry, now=desk().clock())
    return back_to(f"/desk/vouching/{row.id}/") if row else account(fault_words.LAST_KEY)
