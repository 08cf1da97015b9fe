"""The page of a failure: what it means, and that nothing was lost."""

from dataclasses import dataclass
from typing import ClassVar

from resources.desk.pages import DeskPage


@dataclass(frozen=True)
class FaultPage(DeskPage):
    """Says what a status means."""

    template: ClassVar[str] = "desk/fault.html"
    status: int
