"""To judge a proposal: what changes, on which pages it stands, how visitors will see it; then to sign it or drop it."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from flask import request
from flask.typing import ResponseReturnValue

from resources import assertions, i18n
from resources.desk import (
    cases,
    ceremonies,
    changes,
    fault_words,
    faults,
    forms,
    openings,
    presence,
    proposal_rows,
    proposals,
    review,
    value_words,
)
from resources.desk.browsing import preview
from resources.desk.candidates import Candidate
from resources.desk.cases import Case
from resources.desk.changes import Change
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action
from resources.desk.proposals import OPEN, Deed, Draft, State
from resources.desk.proposing import TYPED
from resources.desk.sign_in import posted_credential
from resources.desk.web import back_to, bp, current, desk, locale, opens, person, render
from resources.errors import (
    AssertionRefusedError,
    ConflictError,
    DeskError,
    FaultyProposalError,
    NotAllowedError,
    NotAloneError,
    ProofError,
    SettledError,
    StaleApprovalError,
)
from resources.ledger import Kind
from resources.listing import Evidence, Listing

opens(dict.fromkeys(("proposal_list", "proposal", "proposal_preview"), Action.READ))
opens({"submitted": Action.PROPOSE, "dropped": Action.PROPOSE, "approved": Action.DECIDE})
opens(dict.fromkeys(("candidate_list", "candidate_confirmed", "candidate_dropped"), Action.DECIDE))

MOST_DONE = 30  # of proposals that are settled; the rest stands in the audit
MOST_WAITING = 50  # candidates on one page


@dataclass(frozen=True)
class ProposalsPage(DeskPage):
    """What is open, and what was settled last; `mine` needs the visitor, `others` another member's signature."""

    template: ClassVar[str] = "desk/proposals.html"
    to_sign: tuple[Draft, ...]
    drafts: tuple[Draft, ...]
    waiting: tuple[Draft, ...]
    settled: tuple[Draft, ...]
    names: dict[int, str]


@dataclass(frozen=True)
class ProposalPage(DeskPage):
    """One proposal, ready to be judged. `options` asks for the passkey; empty where the visitor cannot sign now."""

    template: ClassVar[str] = "desk/proposal.html"
    case: Case
    changes: tuple[Change, ...]
    deeds: frozenset[Deed]
    options: str
    others: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    shown: Listing | None
    has_listing: bool
    fault: str = ""

    @property
    def draft(self) -> Draft:
        """The proposal itself."""
        return self.case.draft

    @property
    def is_typed(self) -> bool:
        """Whether it has a form."""
        return self.draft.kind in TYPED

    @property
    def is_own(self) -> bool:
        """Whether the visitor signed it already, so that another member approves."""
        return self.draft.author == current().member

    @property
    def messages(self) -> tuple[str, ...]:
        """Say what is faulty, outside of its form."""
        named = ((value_words.place(one.field), value_words.said(forms.outside(one))) for one in self.case.faults)
        return tuple(f"{field}: {remedy}" if field else remedy for field, remedy in named)

    def pages(self, change: Change) -> tuple[Evidence, ...]:
        """Give the pages that support what a contact becomes."""
        if self.shown is None or change.fact is None:
            return ()
        return tuple(page for page in self.shown.pages if change.fact in page.supports)


@dataclass(frozen=True)
class CandidatesPage(DeskPage):
    """What waits in the listing files, ready to be taken up or dropped."""

    template: ClassVar[str] = "desk/candidates.html"
    waiting: tuple[Candidate, ...]
    count: int


@bp.get("/proposals/")
def proposal_list() -> ResponseReturnValue:
    """List the proposals, by what they need next."""
    with transaction(desk().office.engine) as session:
        drafts, names = proposal_rows.in_states(session), cases.names(session)
        settled = proposal_rows.in_states(session, [one for one in State if one not in OPEN])
    page = ProposalsPage(
        to_sign=tuple(one for one in drafts if Deed.APPROVE in proposals.deeds(one, person())),
        drafts=tuple(one for one in drafts if one.state is State.DRAFT),
        waiting=tuple(one for one in drafts if one.state is State.IN_REVIEW and one.author == person().member),
        settled=tuple(sorted(settled, key=lambda one: one.updated_at, reverse=True)[:MOST_DONE]),
        names=names,
    )
    return render(page)


@bp.get("/proposals/<proposal>/")
def proposal(proposal: str, fault: str = "", status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    """Show what a proposal changes, and what can be done with it."""
    case = cases.look(desk().office, proposal)
    with transaction(desk().office.engine) as session:
        others = presence.note(session, case.draft.listing_id, current().member, now=desk().clock())
    with i18n.speaking(locale()):
        told = changes.between(case.before, case.after)
    page = ProposalPage(
        case=case,
        changes=told,
        deeds=proposals.deeds(case.draft, person()),
        options=_options(case),
        others=others,
        tags=tuple((one.tag, one.own_name) for one in desk().site.locales.values()),
        shown=_shown(case),
        has_listing=bool(case.standing or desk().office.candidate(case.draft.listing_id)),
        fault=fault,
    )
    return render(page, status)


@bp.get("/proposals/<proposal>/preview/<tag>/")
def proposal_preview(proposal: str, tag: str) -> ResponseReturnValue:
    """Show the listing as visitors will see it once this is published."""
    return preview(_shown(cases.look(desk().office, proposal)), tag)


@bp.post("/proposals/<proposal>/submit/")
def submitted(proposal: str) -> ResponseReturnValue:
    """Sign as the author, and ask for a second member."""
    return _signed(proposal, Deed.SUBMIT)


@bp.post("/proposals/<proposal>/approve/")
def approved(proposal: str) -> ResponseReturnValue:
    """Sign as the second member, and publish."""
    return _signed(proposal, Deed.APPROVE)


@bp.post("/proposals/<proposal>/drop/")
def dropped(proposal: str) -> ResponseReturnValue:
    """Give a proposal up."""
    try:
        review.drop(desk().office, proposal, by=person(), now=desk().clock())
    except NotAllowedError as error:
        return _refused(proposal, error)
    return back_to("/desk/proposals/")


@bp.get("/candidates/")
def candidate_list() -> ResponseReturnValue:
    """Show what waits in the listing files."""
    with transaction(desk().office.engine) as session:
        waiting = tuple(desk().office.waiting(session))
    code = request.args.get("country", "").upper()
    chosen = tuple(one for one in waiting if not code or one.listing.country == code)
    return render(CandidatesPage(chosen[:MOST_WAITING], len(chosen)))


@bp.post("/candidates/<proposal>/confirm/")
def candidate_confirmed(proposal: str) -> ResponseReturnValue:
    """Take up what waits as a draft, and lead to its form."""
    draft = openings.confirm_candidate(desk().office, proposal, by=person(), now=desk().clock())
    return back_to(f"/desk/proposals/{draft.id}/edit/")


@bp.post("/candidates/<proposal>/drop/")
def candidate_dropped(proposal: str) -> ResponseReturnValue:
    """Let something wait no more."""
    note = request.form.get("note", "").strip()[:1000]
    openings.drop_candidate(desk().office, proposal, note=note, by=person(), now=desk().clock())
    return back_to("/desk/candidates/")


def _signed(name: str, deed: Deed) -> ResponseReturnValue:
    sign = review.submit if deed is Deed.SUBMIT else review.approve
    try:
        assertion = assertions.from_browser(posted_credential())
        sign(desk().office, name, assertion, by=person(), now=desk().clock())
    except (StaleApprovalError, ConflictError):
        return proposal(name, fault_words.STALE, HTTPStatus.CONFLICT)
    except (FaultyProposalError, AssertionRefusedError) as error:
        reason = fault_words.said(error) if isinstance(error, AssertionRefusedError) else fault_words.FAULTY
        return proposal(name, reason, HTTPStatus.BAD_REQUEST)
    except (DeskError, ProofError) as error:
        return _refused(name, error)
    return back_to(f"/desk/proposals/{name}/")


def _refused(name: str, error: NotAloneError) -> ResponseReturnValue:
    is_too_late = isinstance(error, SettledError)
    return proposal(name, fault_words.said(error), HTTPStatus.CONFLICT if is_too_late else HTTPStatus.FORBIDDEN)


def _options(case: Case) -> str:
    """Ask for a passkey of the visitor's own over exactly what this page shows."""
    deeds = proposals.deeds(case.draft, person())
    if case.statement is None or not deeds & {Deed.SUBMIT, Deed.APPROVE}:
        return ""
    own: Iterable[str] = (name for name, (member, _) in case.keys.keys.items() if member == current().member)
    return ceremonies.to_sign(desk().relying, case.statement.digest, by=own)


def _shown(case: Case) -> Listing | None:
    """Give the listing as it would stand; None where it is taken away, or faulty."""
    if case.draft.kind is Kind.SHOW:
        return case.standing
    try:
        return faults.listing_of(case.after) if case.after else None
    except FaultyProposalError:
        return None
