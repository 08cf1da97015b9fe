"""The public wing: thin views. No cookie, no database, no log of persons.

A view reads the address, asks the snapshot, builds a page and renders it.
"""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from resources import aliases, coverage, facts, finder, help_texts, http, i18n, pages, places, slips, validity
from resources.cards import Card
from resources.countries import country_page
from resources.directory import look
from resources.errors import NotFoundError
from resources.frame import NEUTRAL_SITE, Frame, Page
from resources.health import Health
from resources.limits import Limits
from resources.needs import Need
from resources.pages import Place
from resources.records import changes_page
from resources.reports import report_page
from resources.site import Site
from resources.slips import Slips
from resources.snapshot import Snapshot
from resources.spool import Spool, Wrong

bp = Blueprint("public", __name__)

MAX_HITS = 12  # more is a list to search again
TELLINGS, TELLINGS_PER = 6, timedelta(minutes=1)  # of one visitor; a school shares one address


def site() -> Site:
    """Give the site that this application serves."""
    found: Site = current_app.extensions["site"]
    return found


def snapshot() -> Snapshot:
    """Give the edition to answer from: the one that the press prints, else the newest."""
    printing: Snapshot | None = g.get("printing")
    return printing or site().snapshot()


def frame(tag: str, path: str = "", search: str = "") -> Frame:
    """Give what is around a page. Raises NotFoundError for a locale that we do not speak."""
    locale = site().locales.get(tag)
    if locale is None:
        raise NotFoundError(tag)
    return Frame(locale, site().locales, path, search)


def respond(page: Page, status: int = HTTPStatus.OK) -> Response:
    """Render a page with the promises as headers."""
    headers = http.page_headers(site().policy)
    return http.PageResponse(site().render(page), status, headers, changes_at=page.changes_at)


def asked_locale() -> str:
    """Give the tag of the locale that the browser asks for."""
    return i18n.negotiate(request.headers.get("Accept-Language"), site().locales).tag


@bp.after_app_request
def keep_promises(response: Response) -> Response:
    """Give every answer the headers of all, redirects and refusals too."""
    http.lead_within(response, request.routing_exception)
    http.say_no_type_of_nothing(response)
    for name, value in site().promises.items():
        response.headers.setdefault(name, value)
    return response


@bp.get("/")
def root() -> Response:
    """Show home in the language that the browser asks for: no redirect, so that one address stays in the history."""
    response = respond(pages.HomePage(frame(asked_locale())))
    response.vary.add("Accept-Language")
    return response


@bp.get("/<locale:tag>/")
def home(tag: str) -> Response:
    """Show the three sentences, what brings you here, choose a country."""
    return respond(pages.HomePage(frame(tag)))


@bp.get("/<locale:tag>/countries/")
def countries(tag: str) -> Response:
    """List every country."""
    return respond(pages.CountriesPage(frame(tag, "countries/")))


@bp.get("/<locale:tag>/find/")
def find(tag: str) -> Response:
    """Show the ways to say which country, for somebody who comes back to this address."""
    return respond(pages.FindPage(frame(tag, "find/")))


@bp.post("/<locale:tag>/find/")
def found(tag: str) -> AnyResponse:
    """Answer a choice with a redirect, a name with a page: nothing that was typed stays in an address."""
    around = frame(tag, "find/")
    code = request.form.get("country", "").upper()
    if code in places.COUNTRIES:
        need = request.form.get("need", "")
        search = f"?need={need}" if need in list(Need) else ""
        return redirect(f"/{tag}/{code.lower()}/{search}", HTTPStatus.SEE_OTHER)
    hits = finder.search(snapshot().index, request.form.get("name", ""), limit=MAX_HITS)
    return respond(pages.FindPage(around, tuple(_place(around, hit) for hit in hits), is_answer="name" in request.form))


def _place(around: Frame, hit: finder.Hit) -> Place:
    country = places.country_name(hit.country, around.locale.babel)
    if hit.listing_id is None:
        return Place(country, "", f"/{around.locale.tag}/{hit.country.lower()}/")
    return Place(hit.name, country, f"/{around.locale.tag}/listing/{aliases.alias(hit.listing_id)}/")


@bp.get("/<locale:tag>/<code:code>/")
def country(tag: str, code: str) -> Response:
    """Show a country: emergency numbers first, then listings, narrowed by the query."""
    shown = snapshot()
    around = frame(tag, f"{code.lower()}/")
    with i18n.speaking(around.locale):
        page = country_page(around, shown.country(code), shown.worldwide, request.args, now=site().clock())
    return respond(page)


@bp.get("/<locale:tag>/<code:code>/report/")
def report(tag: str, code: str) -> Response:
    """Show which official channels take which concern in a country; the address never tells which was opened."""
    shown = snapshot()
    around = frame(tag, f"{code.lower()}/report/")
    with i18n.speaking(around.locale):
        page = report_page(around, shown.country(code), shown.worldwide, now=site().clock())
    return respond(page)


@bp.get("/<locale:tag>/listing/<listing_id>/")
def listing(tag: str, listing_id: str) -> Response:
    """Show one listing, by alias or id: every fact with where it was read, when, and who checked it."""
    shown, now = snapshot(), site().clock()
    found = shown.listing(listing_id)
    around = frame(tag, f"listing/{aliases.alias(found.id)}/")
    card = Card(look(found, now))
    with i18n.speaking(around.locale):
        rows = facts.rows(card, now.date())
    slip = _slips().write(found.id, edition=shown.edition.number, now=now)
    changes = validity.facts_change_at(found, now=now), slips.expires_at(now)
    return respond(pages.ListingPage(around, card, rows, slip, changes_at=min(filter(None, changes))))


def _slips() -> Slips:
    found: Slips = current_app.extensions["slips"]
    return found


@bp.get("/<locale:tag>/listing/<listing_id>/wrong/")
def wrong(tag: str, listing_id: str) -> AnyResponse:
    """Lead somebody who comes back to this address to the listing."""
    return redirect(f"/{tag}/listing/{aliases.alias(snapshot().listing(listing_id).id)}/", HTTPStatus.SEE_OTHER)


@bp.post("/<locale:tag>/listing/<listing_id>/wrong/")
def told_wrong(tag: str, listing_id: str) -> AnyResponse:
    """Keep a choice of what is wrong, never words and never who; say thank you, also where there were too many.

    A choice of nothing, or a form that is not ours or too old, leads to the listing, where a fresh one is.
    """
    around, now = frame(tag, f"listing/{listing_id}/"), site().clock()
    found = snapshot().listing(listing_id)
    chosen = request.form.get("wrong", "")
    edition = _slips().read(request.form.get("slip", ""), found.id, now=now)
    if chosen not in list(Wrong) or edition is None:
        return wrong(tag, listing_id)
    tellings: Limits = current_app.extensions["tellings"]
    spool: Spool = current_app.extensions["spool"]
    if tellings.allows(request.remote_addr or "", now):
        spool.tell(found.id, Wrong(chosen), edition=edition, now=now)
    return respond(pages.ThanksPage(around, found.country))


@bp.get("/<locale:tag>/help/")
def help_index(tag: str) -> Response:
    """List all help texts."""
    return respond(pages.HelpIndexPage(frame(tag, "help/"), help_texts.HELP_TEXTS))


@bp.get("/<locale:tag>/help/<slug>/")
def help_text(tag: str, slug: str) -> Response:
    """Show a help text; it ends with the way to the listings."""
    return respond(pages.HelpPage(frame(tag, f"help/{slug}/"), help_texts.find(slug)))


@bp.get("/<locale:tag>/how-we-check/")
def how_we_check(tag: str) -> Response:
    """Show the rules of inclusion."""
    return respond(pages.HowWeCheckPage(frame(tag, "how-we-check/")))


@bp.get("/<locale:tag>/privacy/")
def privacy(tag: str) -> Response:
    """Show what we keep: nothing."""
    return respond(pages.PrivacyPage(frame(tag, "privacy/")))


@bp.get("/<locale:tag>/coverage/")
def coverage_table(tag: str) -> Response:
    """Show what we know and what we do not, country by country."""
    around = frame(tag, "coverage/")
    return respond(pages.CoveragePage(around, coverage.rows(snapshot(), around.locale)))


@bp.get("/<locale:tag>/changes/")
@bp.get("/<locale:tag>/changes/<number:number>/")
def changes(tag: str, number: int | None = None) -> Response:
    """Show what the last editions changed, or those from a number down."""
    shown = snapshot()
    records = site().newest.changelog.page(shown.edition, number)
    around = frame(tag, f"changes/{number}/" if number else "changes/")
    return respond(changes_page(around, shown, records, start=number, now=site().clock()))


@bp.get("/exit")
def leave() -> AnyResponse:
    """Clear what the browser holds of us and lead to a neutral page in the reader's language."""
    tag = request.args.get("to", "")
    neutral = NEUTRAL_SITE.format(tag=tag if tag in site().locales else asked_locale())
    response = redirect(neutral, HTTPStatus.SEE_OTHER)
    response.headers["Clear-Site-Data"] = http.CLEAR_SITE_DATA
    response.vary.add("Accept-Language")
    return response


@bp.get("/healthz")
def health() -> tuple[Response, int]:
    """Read the whole current edition; say its number and its age in seconds, what was refused, and what is wrong."""
    looked: Health = current_app.extensions["health"]
    report = looked.report(site().newest, site().clock())
    return jsonify(report.state), report.status
