"""Listings in the words of the Human Services Data Specification: who refers people on reads these.

Pure: a listing in, shapes of `hsds` out. Only what visitors see: how a service takes reports only where a page says so.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from babel import Locale
from werkzeug.urls import iri_to_uri

from resources import hsds, places, weekly
from resources.hsds import uuid_of
from resources.listing import Listing, Phone
from resources.terms import Audience, Cost, Kind, Scope
from resources.words import LABELS

ENGLISH = Locale("en")
CLOCK = "Hours in the syntax of OpenStreetMap's opening_hours, on the clock of the service."

TAXONOMIES: dict[type[StrEnum], hsds.Taxonomy] = {
    Kind: hsds.Taxonomy(id=uuid_of("taxonomy", "kind"), name="kind", description="What a service is."),
    Audience: hsds.Taxonomy(id=uuid_of("taxonomy", "audience"), name="audience", description="Whom it is meant for."),
    Scope: hsds.Taxonomy(id=uuid_of("taxonomy", "scope"), name="scope", description="How far it reaches."),
}
"""The closed sets by which services can be asked for."""


def term(of: StrEnum) -> hsds.TaxonomyTerm:
    """Give a term of one of `TAXONOMIES`."""
    taxonomy = TAXONOMIES[type(of)]
    return hsds.TaxonomyTerm(
        id=uuid_of("term", taxonomy.name, of),
        code=of,
        name=of.replace("_", " "),
        description=LABELS[type(of)][of],
        taxonomy=taxonomy.name,
        taxonomy_id=taxonomy.id,
    )


TERMS = {found: term(found) for kind in TAXONOMIES for found in kind}


def terms(listing: Listing) -> tuple[StrEnum, ...]:
    """Give the terms that a listing stands under."""
    return (listing.kind, listing.scope, *listing.audiences)


def shown(listing: Listing) -> Listing:
    """Give what visitors see of a listing: how it takes reports waits for a page that says so."""
    return listing.model_copy(update={"reporting": listing.proven_reporting})


def service_id(listing: Listing) -> UUID:
    """Give the id of a listing's service."""
    return uuid_of("service", listing.id)


def organization_id(listing: Listing) -> UUID | None:
    """Give the id of who runs it; bodies of one name in two countries are two."""
    return uuid_of("organization", listing.country, listing.organization) if listing.organization else None


def organization(own: UUID, run: Sequence[Listing]) -> hsds.FullOrganization:
    """Describe who runs these listings, by them; all name the same body, whose id is `own`."""
    return hsds.FullOrganization(
        id=own,
        name=str(run[0].organization),
        description=f"Runs {', '.join(one.name for one in run)}.",
        services=tuple(hsds.OrganizationService(id=service_id(one), name=one.name) for one in run),
    )


def service(listing: Listing) -> hsds.Service:
    """Describe a listing without its lists."""
    return hsds.Service(
        id=service_id(listing),
        name=listing.name,
        alternate_name=listing.name_en,
        organization_id=organization_id(listing),
        organization=_brief(listing),
        description=listing.notes,
        url=_uri(listing.website),
        email=listing.email,
        eligibility_description=f"For: {', '.join(LABELS[Audience][one] for one in listing.audiences)}.",
        assured_date=max((check.on for check in listing.checks if check.holds), default=None),
    )


def full_service(listing: Listing) -> hsds.FullService:
    """Describe a listing with all that belongs to it."""
    return hsds.FullService(
        **dict(service(listing)),
        additional_urls=tuple(_urls(listing)),
        phones=tuple(_phone(listing, place, phone) for place, phone in enumerate(listing.phones)),
        schedules=tuple(_schedules(listing)),
        service_areas=(_area(listing),),
        languages=tuple(_language(listing, tag) for tag in dict.fromkeys(listing.languages)),
        attributes=tuple(_attributes(listing)),
        not_alone=shown(listing),
    )


def _brief(listing: Listing) -> hsds.Organization | None:
    name, named = listing.organization, organization_id(listing)
    return hsds.Organization(id=named, name=name, description=f"Runs {listing.name}.") if name and named else None


def _uri(address: str | None) -> str | None:
    return iri_to_uri(address) if address else None


def _urls(listing: Listing) -> Iterator[hsds.AdditionalUrl]:
    for label, address in (("chat", listing.chat), ("report", listing.report_url)):
        if url := _uri(address):
            own = uuid_of("url", listing.id, label)
            yield hsds.AdditionalUrl(id=own, service_id=service_id(listing), label=label, url=url)


def _phone(listing: Listing, place: int, phone: Phone) -> hsds.PhoneNumber:
    return hsds.PhoneNumber(
        id=uuid_of("phone", listing.id, str(place)),
        service_id=service_id(listing),
        number=phone.number,
        type=phone.channel,
        description=None if phone.cost is Cost.UNKNOWN else LABELS[Cost][phone.cost],
    )


def _schedules(listing: Listing) -> Iterator[hsds.Schedule]:
    for nth, phone in enumerate(listing.phones):
        for place, rule in enumerate(_rules(phone)):
            yield hsds.Schedule(
                id=uuid_of("schedule", listing.id, str(nth), str(place)),
                service_id=service_id(listing),
                description=f"{phone.number} ({phone.channel}): {phone.hours}",
                notes=CLOCK,
                **({"freq": "WEEKLY", **rule._asdict()} if rule else {}),
            )


def _rules(phone: Phone) -> Sequence[weekly.Rule | None]:
    return (weekly.rules(phone.hours) or (None,)) if phone.hours else ()


def _area(listing: Listing) -> hsds.ServiceArea:
    own, of = uuid_of("area", listing.id), service_id(listing)
    if listing.country == places.EVERYWHERE:
        return hsds.ServiceArea(id=own, service_id=of, name="Every country")
    name = places.country_name(listing.country, ENGLISH)
    if listing.region is None:
        return hsds.ServiceArea(id=own, service_id=of, name=name, extent=listing.country, extent_type="ISO 3166-1")
    name = f"{places.region_name(listing.region, ENGLISH)}, {name}"
    return hsds.ServiceArea(id=own, service_id=of, name=name, extent=listing.region, extent_type="ISO 3166-2")


def _language(listing: Listing, tag: str) -> hsds.SpokenLanguage:
    own = uuid_of("language", listing.id, tag)
    name = places.language_name(tag, ENGLISH)
    return hsds.SpokenLanguage(id=own, service_id=service_id(listing), name=name, code=tag)


def _attributes(listing: Listing) -> Iterator[hsds.Attribute]:
    """Name the listing's own id first, since a service of the standard has no field for it."""
    of = service_id(listing)
    own = uuid_of("attribute", listing.id, "listing")
    yield hsds.Attribute(id=own, link_id=of, label="Not Alone listing id", value=listing.id)
    for found in dict.fromkeys(terms(listing)):
        said = TERMS[found]
        own = uuid_of("attribute", listing.id, said.taxonomy, found)
        yield hsds.Attribute(
            id=own, link_id=of, label=said.taxonomy, value=found, taxonomy_term_id=said.id, taxonomy_term=said
        )
