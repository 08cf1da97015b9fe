"""From the rows of the database to the shelf: what two members approved, and what one has hidden.

Whatever of it is proven and not on the shelf yet is published, also what a process was killed over. To do it twice does
nothing.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from resources import ledger, publish
from resources.desk import audit, proposal_rows, proposals
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.proposals import State
from resources.errors import NotAloneError, ProofError
from resources.ledger import Approved
from resources.manifests import Edition

log = logging.getLogger(__name__)

TURN = threading.Lock()  # within this process; others are held off by the lock of the shelf


def publish_now(office: Office, *, now: datetime) -> Edition | None:
    """Publish all that waits; where that cannot be done now, say so in the log and leave it for the next time."""
    try:
        return catch_up(office, now=now)
    except (NotAloneError, OSError, SQLAlchemyError):
        log.exception("approved or hidden, and not published yet; it is tried again with the next deed")
        return None


def catch_up(office: Office, *, now: datetime) -> Edition:
    """Publish all that waits, and give the edition that visitors then see.

    Raises: NoEditionError where nothing was bundled yet, ProofError, OSError; what waits goes on waiting.
    """
    with TURN:
        try:
            edition = _publish(office, now)
        except ProofError:  # another process published between our reading and our writing
            edition = _publish(office, now)
        _note(office, now)
        return edition


def _publish(office: Office, now: datetime) -> Edition:
    with transaction(office.engine) as session:
        keys = office.keys(session)
        books = [office.book(session, code, keys) for code in proposal_rows.logged(session)]
    for error in (error for book in books for error in book.refused):
        log.error("a row of the database counts for nothing: %s", error)
    waiting = {book.seed.country: book.entries for book in books if book.pending}
    edition = office.edition()
    if not waiting and keys == office.shelf.proofs.keyring(edition.keys):
        return edition
    return publish.publish_changes(office.shelf, waiting, keys.entries, now=now)


def _note(office: Office, now: datetime) -> None:
    """Let each proposal that visitors see by now say so."""
    with office.deed() as session:
        for draft in proposal_rows.in_states(session, [State.APPROVED]):
            if draft.id in _signed(office.log(draft.country)):
                proposal_rows.save(session, proposals.published(draft, now=now), seen=draft.version)
                data = {"listing": draft.listing_id, "edition": office.edition().number}
                audit.append(session, "proposal published", draft.id, data, member=None, now=now)


def _signed(entries: Sequence[ledger.Entry]) -> frozenset[str]:
    return frozenset(entry.statement.proposal for entry in entries if isinstance(entry, Approved))
