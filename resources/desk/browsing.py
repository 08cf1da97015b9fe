"""The listings as the desk sees them: found by country or by words, each with its past, its hides and its proposals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from resources import http, i18n, places
from resources.desk import cases, changes, field_words, forms, hides, openings, previews, proposal_rows, review
from resources.desk.books import Book
from resources.desk.changes import Change
from resources.desk.database import transaction
from resources.desk.hides import Target
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action
from resources.desk.proposals import Draft, Writing
from resources.desk.shape import SHAPE
from resources.desk.statements import facts_of
from resources.desk.web import back_to, bp, desk, locale, opens, person, render
from resources.errors import NotFoundError
from resources.ledger import Hidden, Kind, Link, digest_of
from resources.listing import Listing
from resources.terms import Status

opens({"listings": Action.READ, "listing": Action.READ, "listing_preview": Action.READ})
opens({"begin": Action.PROPOSE, "hide": Action.HIDE})

MOST_HITS = 100  # more is a word to search again
LINKS: tuple[Link, ...] = ("website", "chat", "report_url")
NEW_ID = "new"  # stands for a listing whose id is not typed yet


@dataclass(frozen=True)
class Row:
    """One listing in a list."""

    listing: Listing
    is_hidden: bool

    @property
    def waits(self) -> bool:
        """Whether visitors see nothing of it yet."""
        return self.listing.status is Status.CANDIDATE


@dataclass(frozen=True)
class ListingsPage(DeskPage):
    """Listings of a country, or those that words were found in; `rows` is None before anything was asked."""

    template: ClassVar[str] = "desk/listings.html"
    countries: tuple[tuple[str, str], ...]
    code: str
    words: str
    rows: tuple[Row, ...] | None


@dataclass(frozen=True)
class State:
    """A state in which a listing stood: by digest, with what changed to come to it."""

    digest: str
    changes: tuple[Change, ...]
    is_now: bool


@dataclass(frozen=True)
class ListingPage(DeskPage):
    """One listing: what stands, what of it is hidden, its proposals and its past."""

    template: ClassVar[str] = "desk/listing.html"
    listing: Listing
    stands: bool
    facts: tuple[tuple[str, str], ...]
    hides: tuple[Hidden, ...]
    open: tuple[tuple[Draft, str], ...]
    past: tuple[State, ...]
    links: tuple[tuple[Link, str, str], ...]
    tags: tuple[tuple[str, str], ...]

    @property
    def is_hidden(self) -> bool:
        """Whether visitors see nothing of it."""
        return any(one.phone is None and one.link is None for one in self.hides)

    def hides_phone(self, number: str) -> bool:
        """Tell whether one number of it is hidden."""
        return any(one.phone == number for one in self.hides)

    def hides_link(self, link: str) -> bool:
        """Tell whether one link of it is hidden."""
        return any(one.link == link for one in self.hides)


@bp.get("/listings/")
def listings() -> ResponseReturnValue:
    """List a country's listings, or find some by words."""
    code, words = request.args.get("country", "").upper(), request.args.get("q", "").strip()[:100]
    with transaction(desk().office.engine) as session:
        rows = tuple(_rows(session, code, words)) if code or words else None
    return render(ListingsPage(_countries(), code, words, rows[:MOST_HITS] if rows is not None else None))


@bp.get("/listings/<listing_id>/")
def listing(listing_id: str) -> ResponseReturnValue:
    """Show one listing."""
    with transaction(desk().office.engine) as session:
        book = _book(session, listing_id)
        found = book.standing.get(listing_id) or desk().office.candidate(listing_id)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        names = cases.names(session)
        drafts = tuple(
            (draft, names.get(draft.author, "")) for draft in proposal_rows.in_states(session, listing_id=listing_id)
        )
    with i18n.speaking(locale()):
        page = _page(found, book, drafts)
    return render(page)


@bp.get("/listings/<listing_id>/preview/<tag>/")
def listing_preview(listing_id: str, tag: str) -> ResponseReturnValue:
    """Show a listing as it stands, as visitors see it."""
    with transaction(desk().office.engine) as session:
        found = _book(session, listing_id).standing.get(listing_id)
    return preview(found, tag)


@bp.post("/listings/")
def begin() -> ResponseReturnValue:
    """Begin a proposal of the kind that was chosen, and lead to it; one's own that is open is taken up again."""
    office, by, now = desk().office, person(), desk().clock()
    name, note = request.form.get("listing", ""), request.form.get("note", "").strip()[:1000]
    match request.form.get("kind", ""):
        case Kind.NEW:
            draft = _new(request.form.get("country", "").upper())
        case Kind.CHANGE:
            draft = _change(name)
        case Kind.RETIRE:
            draft = openings.retire(office, name, note=note, by=by, now=now)
        case Kind.SHOW:
            draft = openings.show(office, name, note=note, by=by, now=now)
        case Kind.ROLL_BACK:
            draft = openings.roll_back(office, name, request.form.get("to", ""), by=by, now=now)
        case _:
            abort(HTTPStatus.BAD_REQUEST)
    typed = "edit/" if draft.kind in (Kind.NEW, Kind.CHANGE) else ""
    return back_to(f"/desk/proposals/{draft.id}/{typed}")


@bp.post("/listings/<listing_id>/hide/")
def hide(listing_id: str) -> ResponseReturnValue:
    """Take a listing, a phone or a link from visitors at once."""
    link = next((one for one in LINKS if one == request.form.get("link")), None)
    target = Target(listing_id, phone=request.form.get("phone") or None, link=link)
    reason = " ".join(request.form.get("reason", "").split())[:300] or "hidden at the desk"
    hides.hide(desk().office, target, reason=reason, by=person(), now=desk().clock())
    return back_to(f"/desk/listings/{listing_id}/")


def preview(found: Listing | None, tag: str) -> ResponseReturnValue:
    """Answer with a listing's public page, for a frame of the desk; 404 where there is nothing to see."""
    if found is None or tag not in desk().site.locales:
        abort(HTTPStatus.NOT_FOUND)
    html = previews.page(desk().site, found, tag, now=desk().clock())
    headers = {"Content-Security-Policy": previews.policy(desk().site), "X-Frame-Options": "SAMEORIGIN"}
    return Response(html, headers={**http.SECURITY_HEADERS, **headers}, content_type="text/html; charset=utf-8")


def _rows(session: Session, code: str, words: str) -> Iterator[Row]:
    office, keys = desk().office, None
    changed = {*proposal_rows.logged(session)}
    for country, held in office.countries.items():
        if code and country != code:
            continue
        if code or country in changed or office.log(country):
            keys = keys or office.keys(session)
            book = office.book(session, country, keys)
            away = {one.listing for one in book.hides if one.phone is None and one.link is None}
            waits = (one for one in held.listings if one.status is Status.CANDIDATE and one.id not in book.settled)
            found: Iterable[Listing] = (*book.standing.values(), *waits)
        else:
            away, found = set(), held.listings
        yield from (Row(one, one.id in away) for one in found if _has(one, words))


def _has(listing: Listing, words: str) -> bool:
    """Tell whether every word stands in the names, the id or a number; spaces within numbers do not count."""
    text = " ".join(filter(None, (listing.id, listing.name, listing.name_en, listing.organization))).casefold()
    numbers = "".join(phone.number.replace(" ", "") + "\n" for phone in listing.phones)
    return words.replace(" ", "") in numbers or all(word in text for word in words.casefold().split())


def _page(found: Listing, book: Book, drafts: tuple[tuple[Draft, str], ...]) -> ListingPage:
    facts = facts_of(found) or {}
    told = ((field_words.label(field.path), changes.said(field, facts.get(field.name))) for field in SHAPE)
    return ListingPage(
        listing=found,
        stands=found.id in book.standing,
        facts=tuple((label, text) for label, text in told if text),
        hides=tuple(one for one in book.hides if one.listing == found.id),
        open=drafts,
        past=tuple(_past(book, found)),
        links=tuple((link, field_words.label(link), url) for link in LINKS if (url := getattr(found, link))),
        tags=tuple((one.tag, one.own_name) for one in desk().site.locales.values()),
    )


def _past(book: Book, found: Listing) -> Iterator[State]:
    """Walk a listing's past, newest first."""
    states = book.past(found.id)
    for index in reversed(range(len(states))):
        before = facts_of(states[index - 1]) if index else None
        made = changes.between(before, facts_of(states[index])) if index else ()
        yield State(digest_of(states[index]), made, is_now=states[index] == found)


def _new(code: str) -> Draft:
    if code not in desk().office.countries:
        raise NotFoundError(code)
    name = f"{code.lower()}-{NEW_ID}"
    writing = Writing(facts=forms.blank(f"{code.lower()}-"), before=None)
    return review.begin(desk().office, Kind.NEW, name, writing, by=person(), now=desk().clock())


def _change(name: str) -> Draft:
    with transaction(desk().office.engine) as session:
        mine = [one for one in proposal_rows.in_states(session, listing_id=name) if one.author == person().member]
        stands = _book(session, name).standing.get(name)
    if own := next((one for one in mine if one.kind is Kind.CHANGE), None):
        return own
    if stands is None:
        raise NotFoundError(name)
    writing = Writing(facts=facts_of(stands), before=digest_of(stands))
    return review.begin(desk().office, Kind.CHANGE, name, writing, by=person(), now=desk().clock())


def _book(session: Session, listing_id: str) -> Book:
    office = desk().office
    return office.book(session, listing_id[:2].upper(), office.keys(session))


def _countries() -> tuple[tuple[str, str], ...]:
    held, named = desk().office.countries, places.sorted_countries(locale().babel)
    every = [(places.EVERYWHERE, "—")] if places.EVERYWHERE in held else []
    return (*((code, name) for code, name in named if code in held), *every)
