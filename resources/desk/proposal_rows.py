"""Proposals with their signatures, and the entries of logs and keyring: rows to values and back, never committed."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session, col, delete, func, select, update

from resources import ledger
from resources.assertions import Assertion
from resources.desk.proposals import OPEN, Draft, Signature, State, Writing
from resources.desk.tables import Approval, KeyringEntry, LedgerEntry, Passkey, Proposal
from resources.errors import ConflictError, UnknownProposalError
from resources.ledger import Kind, Statement
from resources.listing import PUBLISHED
from resources.yamltext import Facts


def add(session: Session, draft: Draft) -> None:
    """Keep a new proposal. Raises: ConflictError where one of its id is there already."""
    if session.get(Proposal, draft.id):
        raise ConflictError(theirs=find(session, draft.id).writing.facts, mine=draft.writing.facts, base=None)
    session.add(Proposal(id=draft.id, created_at=draft.created_at, **_columns(draft)))
    session.flush()
    _sign(session, draft)


def save(session: Session, draft: Draft, *, seen: int) -> None:
    """Keep a proposal over its version `seen`. Raises: ConflictError where another version stands."""
    over = (col(Proposal.id) == draft.id, col(Proposal.version) == seen)
    done = session.exec(update(Proposal).where(*over).values(**_columns(draft)))
    if done.rowcount != 1:
        raise ConflictError(theirs=find(session, draft.id).writing.facts, mine=draft.writing.facts, base=None)
    session.expire_all()
    session.exec(delete(Approval).where(col(Approval.proposal_id) == draft.id))
    _sign(session, draft)


def find(session: Session, proposal: str) -> Draft:
    """Read one proposal. Raises: UnknownProposalError."""
    if row := session.get(Proposal, proposal):
        return _draft(session, row)
    raise UnknownProposalError(proposal)


def in_states(session: Session, states: Iterable[State] = OPEN, listing_id: str | None = None) -> tuple[Draft, ...]:
    """Read the proposals in some states, of one listing or of all, oldest first; those of one moment by listing."""
    wanted = select(Proposal).where(col(Proposal.state).in_([*states]))
    if listing_id:
        wanted = wanted.where(col(Proposal.listing_id) == listing_id)
    rows = session.exec(wanted.order_by(col(Proposal.created_at), col(Proposal.listing_id), col(Proposal.id)))
    return tuple(_draft(session, row) for row in rows.all())


def ids(session: Session) -> frozenset[str]:
    """Give the ids of all proposals that there are."""
    return frozenset(session.exec(select(Proposal.id)))


def log(session: Session, country: str) -> tuple[Facts, ...]:
    """Give the rows of a country's log in their order, as JSON; whoever reads them believes none unproven."""
    rows = select(LedgerEntry.entry).where(col(LedgerEntry.country) == country)
    return tuple(session.exec(rows.order_by(col(LedgerEntry.position))))


def logged(session: Session) -> tuple[str, ...]:
    """Name the countries that have a row in their log."""
    return tuple(session.exec(select(LedgerEntry.country).distinct().order_by(col(LedgerEntry.country))))


def append(session: Session, country: str, entry: ledger.Entry) -> None:
    """Put an entry at the end of a country's log; two at the same time cannot both stand there."""
    last = session.exec(select(func.max(LedgerEntry.position)).where(col(LedgerEntry.country) == country)).one()
    position = 0 if last is None else last + 1
    session.add(LedgerEntry(country=country, position=position, entry=entry.model_dump(mode="json")))
    session.flush()


def keyring(session: Session) -> tuple[Facts, ...]:
    """Give the rows of the members' keyring in their order, as JSON."""
    return tuple(session.exec(select(KeyringEntry.entry).order_by(col(KeyringEntry.position))))


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind.value,
        "listing_id": draft.listing_id,
        "country": draft.country,
        "content": None if draft.writing.facts is None else dict(draft.writing.facts),
        "before": draft.writing.before,
        "hides": list(draft.writing.hides),
        "note": draft.writing.note,
        "statement": draft.statement.model_dump(mode="json") if draft.statement else None,
        "state": draft.state.value,
        "author_id": draft.author,
        "version": draft.version,
        "updated_at": draft.updated_at,
    }


def _sign(session: Session, draft: Draft) -> None:
    for signature in draft.signatures:
        session.add(
            Approval(
                proposal_id=draft.id,
                member_id=signature.member,
                passkey_id=_passkey(session, signature.assertion.credential_id),
                digest=signature.digest,
                assertion=signature.assertion.model_dump(),
                at=signature.at,
            )
        )
        session.flush()  # one by one: their order is that of their ids


def _passkey(session: Session, credential_id: str) -> int | None:
    return session.exec(select(Passkey.id).where(col(Passkey.credential_id) == credential_id)).first()


def _draft(session: Session, row: Proposal) -> Draft:
    signed = select(Approval).where(col(Approval.proposal_id) == row.id).order_by(col(Approval.id))
    return Draft(
        id=row.id,
        kind=Kind(row.kind),
        listing_id=row.listing_id,
        writing=Writing(facts=row.content, before=row.before, hides=tuple(row.hides), note=row.note),
        author=row.author_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        state=State(row.state),
        version=row.version,
        statement=Statement.model_validate(row.statement, context=PUBLISHED) if row.statement else None,
        signatures=_signatures(session.exec(signed).all()),
    )


def _signatures(rows: Sequence[Approval]) -> tuple[Signature, ...]:
    return tuple(Signature(row.member_id, row.digest, Assertion.model_validate(row.assertion), row.at) for row in rows)
