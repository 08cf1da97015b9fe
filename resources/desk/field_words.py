"""What a form says of each field of a listing, its name and help beside it, as messages that a locale translates.

By path, `phones.number`. Pages of evidence have one set of words wherever they stand.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from resources import words
from resources.i18n import gettext
from resources.messages import N_
from resources.terms import Status

LABELS: Final[Mapping[str, str]] = {
    "id": N_("Id"),
    "name": N_("Name"),
    "name_en": N_("Name in English"),
    "organization": N_("Who runs it"),
    "kind": N_("What it is"),
    "status": N_("Status"),
    "audiences": N_("Whom it is for"),
    "scope": N_("How far it reaches"),
    "region": N_("Region"),
    "timezone": N_("Time zone"),
    "phones": N_("Phones"),
    "phones.number": N_("Number"),
    "phones.e164": N_("Number from abroad"),
    "phones.channel": N_("Used for"),
    "phones.cost": N_("Cost"),
    "phones.hours": N_("Hours"),
    "phones.unusual": N_("Why this number is right"),
    "chat": N_("Chat"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "report_url": N_("Report page"),
    "languages": N_("Languages"),
    "anonymous": N_("Can the caller stay unnamed?"),
    "reporting": N_("How it takes reports"),
    "reporting.accepts": N_("Takes reports of"),
    "reporting.who": N_("Who may report"),
    "reporting.anonymous": N_("Is a name taken?"),
    "reporting.asks": N_("What it asks for"),
    "reporting.passes_to": N_("Passes reports to"),
    "reporting.response": N_("How fast it answers"),
    "reporting.not_for": N_("Not for"),
    "reporting.evidence": N_("Pages that say so"),
    "reporting.status": N_("Status of this part"),
    "networks": N_("Member of"),
    "evidence": N_("Pages that were read"),
    "evidence.url": N_("Address of the page"),
    "evidence.publisher": N_("Whose page it is"),
    "evidence.kind": N_("Kind of page"),
    "evidence.as_of": N_("The page’s own date"),
    "evidence.supports": N_("What the page says"),
    "notes": N_("Good to know"),
    "checks": N_("Checks"),
    "checks.fact": N_("What was checked"),
    "checks.method": N_("How"),
    "checks.url": N_("Page that was read"),
    "checks.on": N_("Day"),
    "checks.by": N_("By which role"),
    "checks.holds": N_("Is it still right?"),
    "site_notes": N_("What its sites do"),
    "site_notes.trait": N_("What was noticed"),
    "site_notes.url": N_("Page where it was noticed"),
    "site_notes.on": N_("Day it was noticed"),
}

HELP: Final[Mapping[str, str]] = {
    "id": N_("The country’s code, then the name in short: gb-childline. It never changes afterwards."),
    "name": N_("As the service writes it, in its own script."),
    "name_en": N_("An English rendering, where the name is not English. Otherwise leave it empty."),
    "organization": N_("The body behind the service, as the page names it."),
    "kind": N_("Choose the term that fits best; it decides where visitors meet the service."),
    "status": N_("Listed: visitors see it. Candidate: it waits at the desk until a page carries it."),
    "audiences": N_("Those it is meant for, not everybody who could call."),
    "scope": N_("Visitors of a region see its own services first."),
    "region": N_("Only for one region: its ISO code, such as GB-SCT."),
    "timezone": N_("Only where a country keeps several times: an IANA name, such as Australia/Melbourne."),
    "phones": N_("Each number as a caller in the country dials it."),
    "phones.number": N_("Digits as they stand on the page. No letters."),
    "phones.e164": N_("Only where the page gives it: + and the country code, digits only."),
    "phones.channel": N_("Calls, text messages, WhatsApp or textphone."),
    "phones.cost": N_("What the page says. “Not known” is an answer."),
    "phones.hours": N_("In OpenStreetMap’s way, on the service’s own clock: %(example)s. Empty: not known."),
    "phones.unusual": N_("Only if the number is refused though it stands on the page: say where it stands."),
    "chat": N_("The page on which the chat opens."),
    "email": N_("One address that the page names."),
    "website": N_("The service’s own page, copied from the browser, https:// included."),
    "report_url": N_("Where a report is made. A page below must belong to the same body, or say that this is it."),
    "languages": N_("Codes such as en, cy, zh-Hans, parted by spaces. Only those that a page names."),
    "anonymous": N_("What the service itself says. Choose “not known” where it says nothing."),
    "reporting": N_("For services that take reports. Leave it empty for others."),
    "reporting.accepts": N_("Only what a page says. The page stands below and supports it."),
    "reporting.who": N_("Those whom the page asks to report."),
    "reporting.anonymous": N_("What the report form does, not what one would hope."),
    "reporting.asks": N_("What the form asks for, needed or not."),
    "reporting.passes_to": N_("Who gets the report, as the page says."),
    "reporting.response": N_("What it says of its own speed, in your words, in English."),
    "reporting.not_for": N_("What it says that it does not deal with, in your words, in English."),
    "reporting.evidence": N_("At least one page that says what it takes."),
    "reporting.status": N_("Candidate: this part waits until somebody finds the page."),
    "networks": N_("Only where a page shows the membership."),
    "evidence": N_("Every fact stands on a page. A contact that you change needs a page read for this change."),
    "evidence.url": N_("The page itself, not the home page it was found from."),
    "evidence.publisher": N_("The body that answers for the page."),
    "evidence.kind": N_("The service’s own page is the strongest."),
    "evidence.as_of": N_("As exact as the page gives it: %(example)s. Empty where it gives none."),
    "evidence.supports": N_("Every field that you read there. None: the page was read and says nothing of it."),
    "notes": N_("A plain fact that a caller needs and no other field holds; in English."),
    "checks": N_("What a check found. The queue writes most of them for you."),
    "checks.fact": N_("One field."),
    "checks.method": N_("A page first, then a mail to the organisation. Do not ring a crisis line to test it."),
    "checks.url": N_("Where it was read."),
    "checks.on": N_("The day of the check: %(example)s."),
    "checks.by": N_("A role such as moderator, never a name."),
    "checks.holds": N_("Yes: it is as the listing says."),
    "site_notes": N_("Visitors read it before they open the site. Only what you saw there yourself."),
    "site_notes.trait": N_("Other companies: the page loads files of a company that follows people from site to site."),
    "site_notes.url": N_("A page of the website, the chat or the report page."),
    "site_notes.on": N_("The day on which you looked: %(example)s."),
}

EXAMPLES: Final[Mapping[str, str]] = {
    "phones.hours": "24/7; Mo-Fr 09:00-17:00",
    "evidence.as_of": "2024; 2024-03; 2024-03-18",
    "checks.on": "2026-03-18",
    "site_notes.on": "2026-03-18",
}
"""Outside of the words, so that no translation can break them."""

STATUSES: Final[Mapping[Status, str]] = {
    Status.LISTED: N_("Listed: visitors see it"),
    Status.CANDIDATE: N_("Candidate: it waits at the desk"),
}
TRUTHS: Final[Mapping[str, str]] = {"true": N_("Yes"), "false": N_("No")}


def is_named(path: str) -> bool:
    """Tell whether a listing has such a field."""
    return _known(path) in LABELS


def label(path: str) -> str:
    """Name a field."""
    return gettext(LABELS[_known(path)])


def help_text(path: str) -> str:
    """Say what a field wants."""
    said, example = gettext(HELP[_known(path)]), EXAMPLES.get(_known(path))
    return said % {"example": example} if example else said


def _known(path: str) -> str:
    return path.removeprefix("reporting.") if path.startswith("reporting.evidence.") else path


def option(value: str, term: StrEnum | None) -> str:
    """Say a choice: a term, a truth, or what was typed instead."""
    if term is None:
        return gettext(TRUTHS[value]) if value in TRUTHS else value
    return gettext(STATUSES[term]) if isinstance(term, Status) else words.label(term)
