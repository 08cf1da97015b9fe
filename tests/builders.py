"""Values for tests, whole and valid; a test names only what matters to it."""

from typing import Any

from resources.listing import Country, Emergency, Evidence, Listing, Phone, Reporting
from resources.terms import (
    Audience,
    Channel,
    Cost,
    EmergencyService,
    EvidenceKind,
    Fact,
    Kind,
    Scope,
    Situation,
    Status,
)


def evidence(**changes: Any) -> Evidence:
    facts = {
        "url": "https://www.example.org.uk/contact",
        "publisher": "Example",
        "kind": EvidenceKind.OFFICIAL,
        "as_of": "2026-05-01",
        "supports": (Fact.PHONES, Fact.HOURS, Fact.NAME),
    }
    return Evidence(**(facts | changes))


def phone(**changes: Any) -> Phone:
    facts = {"number": "0800 1111", "e164": None, "channel": Channel.VOICE, "cost": Cost.FREE, "hours": "24/7"}
    return Phone(**(facts | changes))


def listing(**changes: Any) -> Listing:
    facts: dict[str, Any] = {
        "id": "gb-example",
        "name": "Example",
        "name_en": None,
        "organization": "Example",
        "kind": Kind.CHILD_HELPLINE,
        "status": Status.LISTED,
        "audiences": (Audience.CHILD,),
        "scope": Scope.NATIONAL,
        "region": None,
        "timezone": None,
        "phones": (phone(),),
        "chat": None,
        "email": None,
        "website": "https://www.example.org.uk/",
        "report_url": None,
        "languages": ("en",),
        "anonymous": None,
        "reporting": None,
        "networks": (),
        "evidence": (evidence(),),
        "notes": None,
    }
    return Listing(**(facts | changes))


def reporting(*accepts: Situation, **changes: Any) -> Reporting:
    unknown = {"who": (), "anonymous": None, "asks": (), "passes_to": (), "response": None, "not_for": None}
    facts = unknown | {
        "accepts": accepts or (Situation.WEB_CONTENT,),
        "evidence": (evidence(supports=(Fact.ACCEPTS,)),),
    }
    return Reporting(**(facts | changes))


def emergency(number: str, *services: EmergencyService, status: Status = Status.LISTED) -> Emergency:
    pages = (evidence(supports=(Fact.NUMBER,)),)
    return Emergency(number=number, status=status, services=services, evidence=pages, unusual=None)


def country(*listings: Listing, code: str = "GB", **changes: Any) -> Country:
    return Country(**({"country": code, "emergency": (), "listings": listings} | changes))
