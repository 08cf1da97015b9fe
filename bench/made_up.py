"""Made-up listings, any number of them, spread evenly over all countries. No fact in them is true."""

from collections.abc import Iterator

from resources import places
from resources.listing import PUBLISHED, Country, Evidence, Listing, Phone
from resources.terms import Audience, Channel, Cost, EvidenceKind, Fact, Kind, Scope, Status

HOURS = ("24/7", "Mo-Fr 09:00-17:00; PH off", "Mo-Su 18:00-24:00", "Mo-Th 10:00-16:00; PH off", None)
WORDS = ("Harbour", "Lantern", "Meadow", "Bridge", "Willow", "Compass", "Garden", "River", "Anchor", "Candle")
EVIDENCE = Evidence(
    url="https://www.example.org/contact",
    publisher="Made up",
    kind=EvidenceKind.OFFICIAL,
    as_of="2026-05-01",
    supports=(Fact.PHONES, Fact.HOURS, Fact.NAME),
)


def countries(listings: int) -> Iterator[Country]:
    """Make so many listings up, country by country, so that they need not be in memory together."""
    codes = tuple(places.COUNTRIES)
    for place, code in enumerate(codes):
        here = listings // len(codes) + (place < listings % len(codes))
        yield Country(country=code, emergency=(), listings=tuple(_listing(code, number) for number in range(here)))


def _listing(code: str, number: int) -> Listing:
    kinds = tuple(Kind)
    hours = HOURS[number % len(HOURS)]
    phone = Phone(
        number="0000 0000", e164=None, channel=Channel.VOICE, cost=Cost.FREE, hours=hours, unusual="It is made up."
    )
    facts = {
        "id": f"{code.lower()}-made-up-{number}",
        "name": f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number}",
        "name_en": None,
        "organization": "Made up",
        "kind": kinds[number % len(kinds)],
        "status": Status.LISTED,
        "audiences": (tuple(Audience)[number % len(Audience)],),
        "scope": Scope.NATIONAL,
        "region": None,
        "timezone": None,
        "phones": (phone,),
        "chat": None,
        "email": None,
        "website": "https://www.example.org/",
        "report_url": None,
        "languages": ("en",),
        "anonymous": None,
        "reporting": None,
        "networks": (),
        "evidence": (EVIDENCE,),
        "notes": None,
    }
    return Listing.model_validate(facts, context=PUBLISHED)  # no plan of numbers has these
