"""The page of a failure: what it means, and that nothing was lost."""

from dataclasses import dataclass
from typing import ClassVar

from resources.desk.pages import DeskPage


@dataclass(frozen=True)
class FaultPage(DeskPage):
    """Says what a status means."""

    template: ClassVar[str] = "desk/fault.html"
    status: int
    is_sent: bool = True
    """Whether something was sent that is now not kept; to read a page sends nothing."""
