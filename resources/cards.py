"""A listing as a card: its ways of contact in the words and order in which a visitor needs them.

Properties that speak do so when a template asks, in the locale being spoken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.languages import get_official_languages
from babel.lists import format_list

from resources import hours_words, links, numbers, places
from resources.directory import Match
from resources.hours import Door, Moment
from resources.i18n import gettext, spoken
from resources.listing import Emergency, Evidence, Listing, Phone, SiteNote
from resources.terms import Audience, Channel, Cost, EmergencyService, EvidenceKind, Fact, Status
from resources.words import label

MAX_EMERGENCY_NUMBERS = 3  # more is no help to somebody in danger


@dataclass(frozen=True)
class Contact:
    """A phone number of a service, and whether somebody answers it now."""

    listing: Listing
    phone: Phone
    moment: Moment
    seen_at: datetime

    @property
    def href(self) -> str:
        """The address that dials it, or opens a message to it."""
        return numbers.link(self.phone.number, self.phone.e164, self.phone.channel)

    @property
    def verb(self) -> str:
        """What to do with it, where that is not a call."""
        return "" if self.phone.channel is Channel.VOICE else label(self.phone.channel)

    @property
    def is_open(self) -> bool:
        """Whether it is known to be answered now."""
        return self.moment.door is Door.OPEN

    @property
    def status(self) -> str:
        """Whether it is answered now and until when; the hours where that is not known; never a guess."""
        if self.moment.always:
            return gettext("Open day and night")
        if self.moment.door is Door.UNKNOWN:
            return self.hours or gettext("We do not know its hours")
        return self._status_until()

    def _status_until(self) -> str:
        if self.moment.until and hours_words.is_midnight_today(self.moment.until, now=self.seen_at):
            return self._status_until_midnight()
        until = self.moment.until and hours_words.local_time(
            self.moment.until, spoken().babel, gettext, now=self.seen_at
        )
        if self.is_open:
            return gettext("Open now, until %(time)s") % {"time": until} if until else gettext("Open now")
        if until and self.moment.then is Door.OPEN:
            return gettext("Closed now. Opens: %(time)s") % {"time": until}
        return gettext("Closed now")

    def _status_until_midnight(self) -> str:
        if self.is_open:
            return gettext("Open now, until midnight")
        return gettext("Closed now. Opens at midnight") if self.moment.then is Door.OPEN else gettext("Closed now")

    @property
    def hours(self) -> str | None:
        """All its hours in the reader's words; None where no page gives them."""
        if self.phone.hours is None:
            return None
        return hours_words.describe(self.phone.hours, spoken().babel, gettext) or self.phone.hours

    @property
    def leaves_behind(self) -> str:
        """What using it leaves on the phone or the bill."""
        if self.phone.channel is Channel.VOICE:
            return gettext("A call stays in the phone’s call list. It may stand on the bill.")
        return gettext("A message stays on the phone until you delete it.")


@dataclass(frozen=True)
class OtherSite:
    """A site that one is about to enter, by its registered name, and what was noticed there, if anybody looked."""

    name: str
    notes: tuple[SiteNote, ...]


@dataclass(frozen=True)
class Card:
    """A listing as visitors see it."""

    match: Match

    @property
    def listing(self) -> Listing:
        """The facts behind the card."""
        return self.match.listing

    @property
    def name_language(self) -> str:
        """The BCP 47 tag for the name's `lang`; empty, which HTML reads as unknown, where it is not sure."""
        if self.listing.name_en is None:
            return "en"
        official = get_official_languages(self.listing.country, de_facto=True)
        return official[0].replace("_", "-") if len(official) == 1 else ""

    @property
    def english_name(self) -> str:
        """The English rendering, where it differs from the name, and that is not surely in the reader's language."""
        name = self.listing.name_en
        return name if name and name != self.listing.name and self.name_language != spoken().tag else ""

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Its phones in file order, each with its moment."""
        pairs = zip(self.listing.phones, self.match.doors, strict=True)
        return tuple(Contact(self.listing, phone, moment, self.match.at) for phone, moment in pairs)

    @property
    def audiences(self) -> str:
        """Whom it is for, as a list in the reader's language; everyone includes all the others."""
        if Audience.EVERYONE in self.listing.audiences:
            return label(Audience.EVERYONE)
        return spoken_list(label(audience) for audience in self.listing.audiences)

    @property
    def facts(self) -> tuple[str, ...]:
        """Cost, names and languages, each only where a page says so."""
        costs = {phone.cost for phone in self.listing.phones} - {Cost.UNKNOWN}
        facts = [label(costs.pop())] if len(costs) == 1 else []
        if self.listing.anonymous:
            facts.append(gettext("You need not give your name"))
        if self.listing.languages:
            facts.append(gettext("Answers in: %(languages)s") % {"languages": self.languages})
        return tuple(facts)

    @property
    def languages(self) -> str:
        """The languages it says it answers in, named in the reader's language."""
        return spoken_list(places.language_name(tag, spoken().babel) for tag in self.listing.languages)

    @property
    def leaves_behind(self) -> tuple[str, ...]:
        """What each way of contact leaves on the device, said once."""
        lines = [contact.leaves_behind for contact in self.contacts]
        if self.listing.chat:
            lines.append(gettext("A chat may stay in the list of pages that this browser keeps."))
        return tuple(dict.fromkeys(lines))

    @property
    def is_local_only(self) -> bool:
        """Whether it has phones, and we know no form of them that can be dialled from abroad."""
        return bool(self.listing.phones) and all(
            numbers.is_local_only(phone.number, phone.e164) for phone in self.listing.phones
        )

    @property
    def sites(self) -> tuple["OtherSite", ...]:
        """The sites that its links lead to, with what was noticed there."""
        notes = [(links.registrable_domain(note.url), note) for note in self.listing.site_notes]
        return tuple(
            OtherSite(name, tuple(note for where, note in notes if where == name)) for name in self.listing.sites
        )

    @property
    def website_host(self) -> str:
        """The site that its website link leads to."""
        return links.host_name(self.listing.website) if self.listing.website else ""

    @property
    def report_host(self) -> str:
        """The site that its report link leads to."""
        return links.host_name(self.listing.report_url) if self.listing.report_url else ""

    @property
    def source(self) -> Evidence:
        """The strongest evidence for its contacts."""
        return strongest(self.listing.evidence, Fact.PHONES)


@dataclass(frozen=True)
class EmergencyNumber:
    """A general emergency number; `who` is empty where it reaches both police and ambulance."""

    number: str
    services: tuple[EmergencyService, ...]

    @property
    def href(self) -> str:
        """The address that dials it."""
        return numbers.link(self.number, None, Channel.VOICE)

    @property
    def who(self) -> str:
        """Who answers, where it is not everybody."""
        if {EmergencyService.POLICE, EmergencyService.AMBULANCE} <= set(self.services):
            return ""
        return spoken_list(label(service) for service in self.services)


def emergency_numbers(emergency: Iterable[Emergency]) -> tuple[EmergencyNumber, ...]:
    """Choose the numbers for somebody in danger: the police first, then who reaches most; a bare fire line never."""
    numbers_here = [
        EmergencyNumber(item.number, item.services)
        for item in emergency
        if item.status is Status.LISTED and set(item.services) != {EmergencyService.FIRE}
    ]
    ranked = sorted(numbers_here, key=lambda item: (EmergencyService.POLICE not in item.services, -len(item.services)))
    return tuple(ranked[:MAX_EMERGENCY_NUMBERS])


def strongest(evidence: Iterable[Evidence], fact: Fact) -> Evidence:
    """Pick the strongest evidence for a fact, or the strongest of all where none names it."""
    strength = list(EvidenceKind)
    return min(evidence, key=lambda item: (fact not in item.supports, strength.index(item.kind)))


def spoken_list(items: Iterable[str]) -> str:
    """Join items as the reader's language does ("a, b and c")."""
    return format_list(list(items), locale=spoken().babel)
