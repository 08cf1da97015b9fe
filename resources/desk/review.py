"""The deeds by which a proposal goes from a draft to visitors: one function, one transaction, and its event in it.

Approving writes the entry of the log together with the signature. Publishing comes after, and can be done again at any
time (`publishing.catch_up`), so a crash between the two loses nothing.
"""

import json
from datetime import datetime

from sqlmodel import Session

from resources import assertions
from resources.assertions import Assertion
from resources.desk import audit, books, fault_words, proposal_rows, proposals, publishing, statements
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.permissions import Person
from resources.desk.proposals import Deed, Draft, Seen, Signature, Writing
from resources.errors import AssertionRefusedError, NotAllowedError, StaleApprovalError
from resources.keyring import Holder, Keyring
from resources.ledger import Approved, Kind, Statement


def begin(office: Office, kind: Kind, listing_id: str, writing: Writing, *, by: Person, now: datetime) -> Draft:
    """Begin a proposal under a new id. Raises: NotAllowedError."""
    draft = proposals.begin(office.new_id(), kind, listing_id, writing, by=by, now=now)
    with office.deed() as session:
        proposal_rows.add(session, draft)
        tell(session, "proposal begun", draft, by, now)
    return draft


def save_draft(
    office: Office,
    proposal: str,
    writing: Writing,
    *,
    by: Person,
    seen: Seen,
    now: datetime,
) -> Draft:
    """Keep what somebody typed over the version that they saw.

    To type is no event; to write over what was signed, or what another wrote, is one.
    Raises: UnknownProposalError, NotAllowedError; ConflictError where somebody else has written since.
    """
    with office.deed() as session:
        before = proposal_rows.find(session, proposal)
        draft = proposals.edit(before, writing, by=by, seen=seen, now=now)
        proposal_rows.save(session, draft, seen=seen.version)
        if before.signatures or by.member != before.author:
            tell(session, "proposal edited", draft, by, now)
    return draft


def take_on(office: Office, proposal: str, *, by: Person, now: datetime) -> Draft:
    """Make a draft again of what somebody else signed, as it stands, so that another signs it as its author.

    Raises: UnknownProposalError, NotAllowedError; ConflictError where somebody has written meanwhile.
    """
    with transaction(office.engine) as session:
        draft = proposal_rows.find(session, proposal)
    return save_draft(office, proposal, draft.writing, by=by, seen=Seen(draft.version), now=now)


def statement(office: Office, proposal: str) -> Statement:
    """Give what a member would sign now: the draft's own statement, or the one that its author signed.

    Raises: UnknownProposalError, FaultyProposalError, ConflictError.
    """
    with transaction(office.engine) as session:
        draft = proposal_rows.find(session, proposal)
        return draft.statement or _state(office, session, draft, office.signing_keys(session))


def submit(office: Office, proposal: str, assertion: Assertion, *, by: Person, now: datetime) -> Draft:
    """Let a member sign a draft as its author, and ask for a second member.

    Raises: UnknownProposalError, NotAllowedError, FaultyProposalError, ConflictError, StaleApprovalError,
    AssertionRefusedError.
    """
    with office.deed() as session:
        draft = proposal_rows.find(session, proposal)
        proposals.require(draft, Deed.SUBMIT, by)
        keys = office.signing_keys(session)
        stated = _state(office, session, draft, keys)
        signer, signature = _signed(draft, stated, assertion, keys, by=by, now=now)
        submitted = proposals.submit(draft, stated, signature, role=signer.role, now=now)
        proposal_rows.save(session, submitted, seen=draft.version)
        tell(session, "proposal submitted", submitted, by, now)
    return submitted


def approve(office: Office, proposal: str, assertion: Assertion, *, by: Person, now: datetime) -> Draft:
    """Let a second member sign what the author signed, and publish it.

    The draft that comes back is APPROVED where it could not be published yet; it is tried again with the next deed.
    Raises: UnknownProposalError, NotAllowedError, OwnApprovalError, ConflictError, StaleApprovalError, ProofError.
    """
    with office.deed() as session:
        draft = proposal_rows.find(session, proposal)
        proposals.require(draft, Deed.APPROVE, by)
        _approve(office, session, draft, assertion, by=by, now=now)
    publishing.publish_now(office, now=now)
    with transaction(office.engine) as session:
        return proposal_rows.find(session, proposal)


def drop(office: Office, proposal: str, *, by: Person, now: datetime) -> Draft:
    """Give a proposal up. Raises: UnknownProposalError, NotAllowedError."""
    with office.deed() as session:
        draft = proposal_rows.find(session, proposal)
        dropped = proposals.drop(draft, by=by, now=now)
        proposal_rows.save(session, dropped, seen=draft.version)
        tell(session, "proposal dropped", dropped, by, now)
    return dropped


def tell(session: Session, kind: str, draft: Draft, by: Person, now: datetime) -> None:
    """Write the event; it holds what was signed by digest and passkey, so evidence stays when a draft is edited."""
    signed = [{"digest": one.digest, "passkey": one.assertion.credential_id} for one in draft.signatures]
    data = {"kind": draft.kind, "listing": draft.listing_id, "state": draft.state, "version": draft.version}
    audit.append(session, kind, draft.id, {**data, "signed": signed}, member=by.member, now=now)


def _approve(
    office: Office, session: Session, draft: Draft, assertion: Assertion, *, by: Person, now: datetime
) -> None:
    keys = office.signing_keys(session)
    book = office.book(session, draft.country, keys)
    if draft.statement is None or draft.statement.before != book.before(draft.listing_id):
        raise statements.conflict(draft, book)
    if not statements.says(draft.statement, draft):
        raise StaleApprovalError(draft.id, seen=_challenge(assertion).hex(), current=None)
    signer, signature = _signed(draft, draft.statement, assertion, keys, by=by, now=now)
    approved = proposals.approve(draft, signature, role=signer.role, now=now)
    author, approver = (signed.assertion for signed in approved.signatures)
    entry = Approved(statement=draft.statement, assertions=(author, approver))
    books.add(book, entry, keys)  # refused here is refused by every node
    proposal_rows.save(session, approved, seen=draft.version)
    proposal_rows.append(session, draft.country, entry)
    tell(session, "proposal approved", approved, by, now)


def _state(office: Office, session: Session, draft: Draft, keys: Keyring) -> Statement:
    book = office.book(session, draft.country, keys)
    candidate = office.candidate(draft.listing_id)
    return statements.of(draft, book, candidate=candidate, keyring=len(keys.entries))


def _signed(
    draft: Draft, stated: Statement, assertion: Assertion, keys: Keyring, *, by: Person, now: datetime
) -> tuple[Holder, Signature]:
    """Check a signature as every node will, and that it is the acting member's own."""
    if (seen := _challenge(assertion)) != stated.digest:
        raise StaleApprovalError(draft.id, seen=seen.hex(), current=stated.digest.hex())
    (signer,) = keys.signers([assertion], stated.digest)
    if signer.member != by.member:
        raise NotAllowedError("sign", "the passkey is another member's; use one of your own")
    return signer, Signature(signer.member, stated.digest.hex(), assertion, now)


def _challenge(assertion: Assertion) -> bytes:
    """Read what a passkey was asked to sign, before the signature is looked at. Raises: AssertionRefusedError."""
    try:
        return assertions.decoded(json.loads(assertions.decoded(assertion.client_data))["challenge"])
    except (ValueError, TypeError, KeyError) as error:
        raise AssertionRefusedError(assertion.credential_id, fault_words.NOT_A_PASSKEY) from error
