"""What every page of the desk is given: one frozen value a template, and what is around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from resources.desk.permissions import Action, Person, may
from resources.i18n import Locale


@dataclass(frozen=True)
class Visitor:
    """Who is signed in. `person` is None while nobody has vouched for the passkey that they signed in with."""

    member: int
    name: str
    person: Person | None
    credential_id: str
    csrf: str
    token: str
    locale: str


@dataclass(frozen=True)
class Around:
    """What is around every page."""

    locale: Locale
    locales: Mapping[str, Locale]
    visitor: Visitor | None
    path: str
    alarms: int = 0
    """Of how many listings several visitors say the same, and nobody has looked into it yet."""

    @property
    def csrf(self) -> str:
        """What every form carries; empty where nobody is signed in."""
        return self.visitor.csrf if self.visitor else ""

    def may(self, action: str) -> bool:
        """Tell whether the visitor has a permission, by its name."""
        acting = self.visitor.person if self.visitor else None
        return acting is not None and may(acting.role, Action(action))


@dataclass(frozen=True)
class DeskPage:
    """The root of every page."""

    template: ClassVar[str]
