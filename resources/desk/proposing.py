"""To write a proposal: typed into a form, saved as one types, and brought together with what others typed."""

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import ClassVar

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from resources import canonical, i18n
from resources.desk import cases, changes, field_words, forms, merging, presence, proposals, review
from resources.desk.cases import Case
from resources.desk.controls import Form
from resources.desk.database import transaction
from resources.desk.merging import MISSING, Conflict, Merge
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action
from resources.desk.proposals import Deed, Draft, Seen, Writing
from resources.desk.shape import SHAPE
from resources.desk.web import back_to, bp, current, desk, locale, opens, person, render
from resources.errors import ConflictError, Fault
from resources.ledger import Kind
from resources.yamltext import Facts

opens(dict.fromkeys(("edit", "edited", "merge_page", "merged", "taken_on"), Action.PROPOSE))

TYPED: tuple[Kind, ...] = (Kind.NEW, Kind.CHANGE)
"""What has a form; the other kinds hold nothing that is typed but a note."""
NUL_ESCAPED = rb"\u0000"
MINE, THEIRS = "mine", "theirs"
FIELDS = {field.name: field for field in SHAPE}


@dataclass(frozen=True)
class EditPage(DeskPage):
    """The form. `others` have the listing open too; `base` is what it was when this page was made, as JSON."""

    template: ClassVar[str] = "desk/proposal_edit.html"
    draft: Draft
    form: Form
    base: str
    others: tuple[str, ...]
    is_conflict: bool
    is_saved: bool

    @property
    def is_new(self) -> bool:
        """Whether nothing was typed yet, so that no message is due."""
        return self.draft.version == 1


@dataclass(frozen=True)
class MergePage(DeskPage):
    """Two people's work, side by side where both changed a field. The sides travel with the form as JSON."""

    template: ClassVar[str] = "desk/proposal_merge.html"
    draft: Draft
    merge: Merge
    mine: str
    theirs: str
    base: str
    is_with_standing: bool

    def label(self, conflict: Conflict) -> str:
        """Name the field of a row."""
        return field_words.label(conflict.field)

    def said(self, conflict: Conflict, side: str) -> str:
        """Say what one side has in a field; empty where nothing."""
        value = conflict.mine if side == MINE else conflict.theirs
        return "" if value is MISSING else changes.said(FIELDS[conflict.field], value)


@bp.get("/proposals/<proposal>/edit/")
def edit(proposal: str) -> ResponseReturnValue:
    """Show the form of a proposal."""
    case = cases.look(desk().office, proposal)
    if Deed.EDIT not in proposals.deeds(case.draft, person()) or case.draft.kind not in TYPED:
        return back_to(f"/desk/proposals/{proposal}/")
    facts = case.draft.writing.facts or forms.blank(f"{case.draft.country.lower()}-")
    faults: tuple[Fault, ...] = () if case.draft.version == 1 else case.faults
    page = EditPage(
        case.draft,
        form=forms.form_of(facts, faults, more=request.args.get("more", "")),
        base=json.dumps(facts),
        others=_present(case.draft),
        is_conflict=case.conflict is not None,
        is_saved="saved" in request.args,
    )
    return render(page)


@bp.post("/proposals/<proposal>/edit/")
def edited(proposal: str) -> ResponseReturnValue:
    """Keep what was typed, quietly where the page's script asks; faulty or not, nothing typed is lost."""
    case, quiet = cases.look(desk().office, proposal), "quiet" in request.form
    typed = forms.facts_of(request.form.items(multi=True), less=request.form.get("less", ""))
    writing = replace(case.draft.writing, facts=typed, note=request.form.get("note", "").strip()[:1000])
    seen = Seen(_version(), _json("base"))
    try:
        draft = _kept(case, writing, seen)
    except ConflictError as error:
        if quiet:
            return jsonify({"conflict": True}), HTTPStatus.CONFLICT
        return _merge_page(case.draft, error, is_with_standing=False)
    return _quiet_answer(draft) if quiet else _onward(draft)


def _kept(case: Case, writing: Writing, seen: Seen) -> Draft:
    """Keep what was typed; what somebody else wrote meanwhile in other fields is kept beside it."""
    if writing == case.draft.writing:
        return case.draft
    try:
        return _save(case.draft.id, writing, seen)
    except ConflictError as error:
        merge = merging.merge(error.base, error.theirs, error.mine)
        if error.base is None or not merge.is_clean:
            raise
        return _save(case.draft.id, replace(writing, facts=merge.facts), Seen(case.draft.version, error.theirs))


def _save(proposal: str, writing: Writing, seen: Seen) -> Draft:
    return review.save_draft(desk().office, proposal, writing, by=person(), seen=seen, now=desk().clock())


def _onward(draft: Draft) -> ResponseReturnValue:
    """Lead on to where the button that was pressed leads."""
    if request.form.get("go") == "look":
        return back_to(f"/desk/proposals/{draft.id}/")
    more = request.form.get("more", "")
    place = f"?more={more}#f-{more.replace('.', '-')}" if more in PLACES else "?saved=1#main"
    return back_to(f"/desk/proposals/{draft.id}/edit/{place}")


PLACES = frozenset({"phones", "evidence", "checks", "reporting.evidence", "site_notes"})


def _quiet_answer(draft: Draft) -> ResponseReturnValue:
    case = cases.look(desk().office, draft.id)
    facts = draft.writing.facts or {}
    form = forms.form_of(facts, case.faults)
    with i18n.speaking(locale()):
        faults = {control.place: control.said for control in form.wrong}
    return jsonify(
        version=draft.version,
        base=json.dumps(facts),
        faults=faults,
        others=list(_present(draft)),
    )


@bp.post("/proposals/<proposal>/take-on/")
def taken_on(proposal: str) -> ResponseReturnValue:
    """Take on what somebody signed whose signature counts no more."""
    case = cases.look(desk().office, proposal)
    if not case.is_orphaned:
        abort(HTTPStatus.CONFLICT)
    review.take_on(desk().office, proposal, by=person(), now=desk().clock())
    return back_to(f"/desk/proposals/{proposal}/")


@bp.get("/proposals/<proposal>/merge/")
def merge_page(proposal: str) -> ResponseReturnValue:
    """Bring a proposal together with what stands by now."""
    case = cases.look(desk().office, proposal)
    if case.conflict is None:
        return back_to(f"/desk/proposals/{proposal}/edit/")
    return _merge_page(case.draft, case.conflict, is_with_standing=True, status=HTTPStatus.OK)


@bp.post("/proposals/<proposal>/merge/")
def merged(proposal: str) -> ResponseReturnValue:
    """Keep what was chosen field by field."""
    case = cases.look(desk().office, proposal)
    merge = merging.merge(_json("base"), _json("theirs"), _json("mine"))
    chosen = {
        one.field: one.theirs
        for one in merge.conflicts
        if request.form.get(f"choice.{one.field}") == THEIRS and one.theirs is not MISSING
    }
    writing = replace(case.draft.writing, facts={**merge.facts, **chosen})
    if request.form.get("with") == "standing":
        writing = replace(writing, before=case.standing_digest)
    try:
        _save(proposal, writing, Seen(_version(), _json("theirs")))
    except ConflictError as error:
        return _merge_page(case.draft, error, is_with_standing=False)
    return back_to(f"/desk/proposals/{proposal}/edit/?saved=1#main")


def _merge_page(
    draft: Draft, error: ConflictError, *, is_with_standing: bool, status: HTTPStatus = HTTPStatus.CONFLICT
) -> ResponseReturnValue:
    merge = merging.merge(error.base, error.theirs, error.mine)
    mine, theirs, base = (json.dumps(side) for side in (error.mine, error.theirs, error.base))
    page = MergePage(draft, merge, mine=mine, theirs=theirs, base=base, is_with_standing=is_with_standing)
    return render(page, status)


def _present(draft: Draft) -> tuple[str, ...]:
    with transaction(desk().office.engine) as session:
        return presence.note(session, draft.listing_id, current().member, now=desk().clock())


def _version() -> int:
    value = request.form.get("version", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _json(name: str) -> Facts | None:
    """Read one side that travelled with the form; None where it is none, or holds what is no text or no number."""
    try:
        read = json.loads(request.form.get(name, "null"))
        is_text = NUL_ESCAPED not in canonical.dumps(read)
    except (ValueError, RecursionError):
        return None
    return read if is_text and isinstance(read, dict) else None
