"""The wing of open data: thin views over one table, which its addresses, queries and description are all made of.

Read only, for every site, without a cookie; nothing in it was ever hidden or waits for a moderator.
"""

import json
import re
from functools import cache, partial

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel

from resources import answers, catalogue, hsds, manifests, openapi, queries, withdrawals
from resources.answers import Body
from resources.bulk import Bulk, Everything
from resources.errors import UnknownDataError
from resources.listing import Country
from resources.manifests import Edition
from resources.openapi import Endpoint
from resources.public import snapshot
from resources.queries import InCountry, Paging, Services, Since, Terms
from resources.settings import Settings
from resources.withdrawals import Withdrawals

bp = Blueprint("api", __name__, url_prefix=answers.PREFIX)

NUMBER = re.compile(openapi.PLACES["number"][1])


@bp.after_app_request
def open_to_all(response: Response) -> Response:
    """Open every answer below `/api/` to every site, faults too."""
    if answers.is_asked():
        response.headers.update(answers.OPEN)
    return response


def root() -> hsds.Root:
    """Say what this is."""
    described = f"{_origin()}{answers.PREFIX}/openapi.json"
    return hsds.Root(version=hsds.VERSION, profile=described, openapi_url=described)


def description() -> Body:
    """Describe all this, as OpenAPI does."""
    return answers.body(_description())


def services(query: Services) -> BaseModel:
    """List services."""
    return catalogue.services(snapshot(), query)


def service(name: str) -> BaseModel:
    """Give a service with all that belongs to it."""
    return catalogue.service(snapshot(), name)


def organizations(query: InCountry) -> BaseModel:
    """List who runs services."""
    return catalogue.organizations(snapshot(), query)


def organization(name: str) -> BaseModel:
    """Give who runs services."""
    return catalogue.organization(snapshot(), name)


def taxonomies(query: Paging) -> BaseModel:
    """List closed sets of terms."""
    return catalogue.taxonomies(query)


def taxonomy(name: str) -> BaseModel:
    """Give a closed set of terms."""
    return catalogue.taxonomy(name)


def taxonomy_terms(query: Terms) -> BaseModel:
    """List terms."""
    return catalogue.terms(query)


def taxonomy_term(name: str) -> BaseModel:
    """Give a term."""
    return catalogue.term(name)


def all_as_json() -> Body:
    """Give all listings and emergency numbers as JSON."""
    return _bulk().get(answers.JSON, snapshot())


def all_as_csv() -> Body:
    """Give all listings as a table."""
    return _bulk().get(answers.CSV, snapshot())


def current_edition() -> Body:
    """Give the manifest of the edition that is served, as it stands on the shelf."""
    return answers.body(manifests.dumps(snapshot().edition))


def edition(number: str) -> Body:
    """Give the manifest of an edition, as it stands on the shelf."""
    if not NUMBER.fullmatch(number):
        raise UnknownDataError(number, withdrawals.REMEDY)
    found = withdrawals.manifest(int(number), snapshot())
    return answers.body(manifests.dumps(found), cache=answers.FOR_EVER)


def part(sha256: str) -> Body:
    """Give a country's part of the edition that is served, byte for byte; older ones hold what was withdrawn."""
    served = snapshot()
    for ref in served.edition.parts.values():
        if ref.sha256 == sha256:
            return answers.body(served.shelf.parts.data(ref), cache=answers.FOR_EVER)
    raise UnknownDataError(sha256, "Parts of the edition that is served are named by /api/editions/current.")


def withdrawn(query: Since) -> BaseModel:
    """Tell what must no longer be shown."""
    return withdrawals.since(query.since, snapshot())


ENDPOINTS = (
    Endpoint("/", "What this is, as HSDS asks for it.", root, (hsds.Root,)),
    Endpoint("/openapi.json", "This description.", description),
    Endpoint(
        "/services", "Services.", services, (hsds.Page[hsds.Service], hsds.Page[hsds.FullService]), query=Services
    ),
    Endpoint("/services/{id}", "A service with all that belongs to it.", service, (hsds.FullService,)),
    Endpoint("/organizations", "Who runs them.", organizations, (hsds.Page[hsds.FullOrganization],), query=InCountry),
    Endpoint("/organizations/{id}", "Who runs services, and which.", organization, (hsds.FullOrganization,)),
    Endpoint("/taxonomies", "The closed sets of terms.", taxonomies, (hsds.Page[hsds.Taxonomy],), query=Paging),
    Endpoint("/taxonomies/{id}", "A closed set of terms.", taxonomy, (hsds.Taxonomy,)),
    Endpoint("/taxonomy_terms", "The terms.", taxonomy_terms, (hsds.Page[hsds.TaxonomyTerm],), query=Terms),
    Endpoint("/taxonomy_terms/{id}", "A term.", taxonomy_term, (hsds.TaxonomyTerm,)),
    Endpoint("/listings.json", "All listings and emergency numbers.", all_as_json, (Everything,)),
    Endpoint("/listings.csv", "All listings, a row for each phone.", all_as_csv, media=answers.CSV),
    Endpoint("/editions/current", "The manifest of the edition that is served.", current_edition, (Edition,)),
    Endpoint("/editions/{number}/manifest", "The manifest of an edition.", edition, (Edition,)),
    Endpoint("/parts/{sha256}", "A country's part of the edition that is served.", part, (Country,)),
    Endpoint("/withdrawals", "What must no longer be shown.", withdrawn, (Withdrawals,), query=Since),
)
"""All that there is."""


def _answer(endpoint: Endpoint, **places: str) -> Response:
    answers.require_welcome(endpoint.media)
    asked = () if endpoint.query is queries.Nothing else (queries.read(endpoint.query, request.args),)
    found = endpoint.view(*(place.lower() for place in places.values()), *asked)
    return answers.respond(found if isinstance(found, Body) else _written(found))


def _written(found: BaseModel) -> Body:
    return answers.body(found.model_dump_json().encode())


for each in ENDPOINTS:
    rule = openapi.PLACE.sub(r"<\1>", each.path)
    bp.add_url_rule(rule, each.name, partial(_answer, each), strict_slashes=False)


@bp.get("/<path:rest>")
def nowhere(rest: str) -> Response:
    """Say that nothing is here; else an address might be taken for one of a locale."""
    raise UnknownDataError(rest, "/api/openapi.json names every address.")


@cache
def _description() -> bytes:
    return json.dumps(openapi.document(ENDPOINTS), ensure_ascii=False).encode()


def _origin() -> str:
    """Give where this is reached, as who asks names it; nothing where that is no name of a host.

    What stands in front may speak to us without TLS, so the settings say whether visitors reach us over it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    return f"{'https' if settings.https else request.scheme}://{request.host}" if request.host else ""


def _bulk() -> Bulk:
    found: Bulk = current_app.extensions["bulk"]
    return found
