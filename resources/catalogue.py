"""The edition as lists of services, of who runs them, and of the terms that they stand under."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from resources import hsds, referrals
from resources.errors import QueryError, UnknownDataError, UnknownListingError
from resources.hsds import Page
from resources.listing import Listing
from resources.queries import InCountry, Paging, Services, Terms
from resources.snapshot import KEPT_LISTINGS, Snapshot

Item = TypeVar("Item")
Shape = TypeVar("Shape", bound=hsds.Shape)
Term = TypeVar("Term", hsds.Taxonomy, hsds.TaxonomyTerm)

TOO_MANY = "too many services for one answer", "Name a country; a service goes by its listing's id too."
"""A larger directory than fits into memory is read country by country, so that pages are never held up."""


def services(snapshot: Snapshot, query: Services) -> Page[hsds.Service] | Page[hsds.FullService]:
    """List what fits a query, by country."""
    found = [listing for listing in listings(snapshot, query.country) if _fits(listing, query)]
    if query.full == "true":
        return _page(Page[hsds.FullService], found, query, referrals.full_service)
    return _page(Page[hsds.Service], found, query, referrals.service)


def service(snapshot: Snapshot, name: str) -> hsds.FullService:
    """Find a service by its id or its listing's. Raises UnknownDataError."""
    try:
        return referrals.full_service(snapshot.listing(name))
    except UnknownListingError:
        found = (one for one in listings(snapshot) if str(referrals.service_id(one)) == name)
        listing = next(found, None)
    if listing is None:
        raise UnknownDataError(name, "Services and their ids are listed at /api/services.") from None
    return referrals.full_service(listing)


def organizations(snapshot: Snapshot, query: InCountry) -> Page[hsds.FullOrganization]:
    """List who runs the services, by country."""
    run = list(_run(snapshot, query.country).items())
    return _page(Page[hsds.FullOrganization], run, query, lambda held: referrals.organization(*held))


def organization(snapshot: Snapshot, name: str) -> hsds.FullOrganization:
    """Find who runs services by its id. Raises UnknownDataError."""
    for own, run in _run(snapshot, None).items():
        if str(own) == name:
            return referrals.organization(own, run)
    raise UnknownDataError(name, "Organizations and their ids are listed at /api/organizations.")


def taxonomies(query: Paging) -> Page[hsds.Taxonomy]:
    """List the closed sets of terms."""
    return _page(Page[hsds.Taxonomy], list(referrals.TAXONOMIES.values()), query, lambda held: held)


def taxonomy(name: str) -> hsds.Taxonomy:
    """Find a closed set by its id. Raises UnknownDataError."""
    return _named(referrals.TAXONOMIES.values(), name, "Taxonomies and their ids are listed at /api/taxonomies.")


def terms(query: Terms) -> Page[hsds.TaxonomyTerm]:
    """List the terms, of one closed set where one is asked for."""
    found = [term for term in referrals.TERMS.values() if query.taxonomy_id in (None, str(term.taxonomy_id))]
    return _page(Page[hsds.TaxonomyTerm], found, query, lambda held: held)


def term(name: str) -> hsds.TaxonomyTerm:
    """Find a term by its id. Raises UnknownDataError."""
    return _named(referrals.TERMS.values(), name, "Terms and their ids are listed at /api/taxonomy_terms.")


def listings(snapshot: Snapshot, country: str | None = None) -> Iterable[Listing]:
    """Give every listing by country, in the order of its file. Raises QueryError where there are too many."""
    if country:
        return snapshot.country(country).listings
    parts = snapshot.edition.parts
    if sum(part.listings for part in parts.values()) > KEPT_LISTINGS:
        raise QueryError([("country", *TOO_MANY)])
    return (listing for code in sorted(parts) for listing in snapshot.country(code).listings)


def _fits(listing: Listing, query: Services) -> bool:
    held = [referrals.TERMS[term] for term in referrals.terms(listing)]
    return (
        (query.language is None or any(_is_of(tag, query.language) for tag in listing.languages))
        and query.organization_id in (None, str(referrals.organization_id(listing)))
        and (query.taxonomy_id is None or query.taxonomy_id in {str(term.taxonomy_id) for term in held})
        and (query.taxonomy_term_id is None or query.taxonomy_term_id in {str(term.id) for term in held})
    )


def _is_of(tag: str, wanted: str) -> bool:
    return f"{tag}-".startswith(f"{wanted}-")


def _run(snapshot: Snapshot, country: str | None) -> dict[UUID, list[Listing]]:
    run: dict[UUID, list[Listing]] = {}
    for listing in listings(snapshot, country):
        if own := referrals.organization_id(listing):
            run.setdefault(own, []).append(listing)
    return run


def _named(held: Iterable[Term], name: str, remedy: str) -> Term:
    for one in held:
        if str(one.id) == name:
            return one
    raise UnknownDataError(name, remedy)


def _page(
    of: type[Page[Shape]], found: Sequence[Item], query: Paging, describe: Callable[[Item], Shape]
) -> Page[Shape]:
    """Cut a page out of all that was found; only what is on it is described."""
    start = (query.page - 1) * query.per_page
    pages = -(-len(found) // query.per_page)
    shown = found[start : start + query.per_page]
    return of(
        total_items=len(found),
        total_pages=pages,
        page_number=query.page,
        size=len(shown),
        first_page=query.page == 1,
        last_page=query.page >= pages,
        empty=not shown,
        contents=tuple(describe(one) for one in shown),
    )
