"""To leave the desk, or to let somebody go: a page that says what it means, then a signature."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from flask import abort
from flask.typing import ResponseReturnValue

from resources.desk import departures
from resources.desk.database import transaction
from resources.desk.departures import Departure
from resources.desk.pages import DeskPage
from resources.desk.sign_in import signed_off
from resources.desk.web import back_to, bp, current, desk, render


@dataclass(frozen=True)
class DeparturePage(DeskPage):
    """What leaving means, and the button to go on; `is_own` tells that the visitor leaves, and is not let go."""

    template: ClassVar[str] = "desk/departure.html"
    departure: Departure
    is_own: bool


@dataclass(frozen=True)
class FarewellPage(DeskPage):
    """Says to somebody that they have left."""

    template: ClassVar[str] = "desk/farewell.html"


@bp.get("/account/leave/")
def leave() -> ResponseReturnValue:
    """Say what it means to leave."""
    return _asked(current().member)


@bp.post("/account/leave/")
def left() -> ResponseReturnValue:
    """Put one's own leaving up to be signed."""
    return _begun(current().member) or signed_off(back_to("/desk/farewell/"))


@bp.get("/farewell/")
def farewell() -> ResponseReturnValue:
    """Say to somebody that they have left; anybody may read it."""
    return render(FarewellPage())


@bp.get("/people/<int(max=2147483647):member>/end/")
def end(member: int) -> ResponseReturnValue:
    """Say what it means to let a member go."""
    return _asked(member)


@bp.post("/people/<int(max=2147483647):member>/end/")
def ended(member: int) -> ResponseReturnValue:
    """Put a member's leaving up to be signed by an administrator and one other member."""
    return _begun(member) or back_to("/desk/people/")


def _asked(member: int) -> ResponseReturnValue:
    with transaction(desk().office.engine) as session:
        found = departures.look(session, member) or abort(HTTPStatus.NOT_FOUND)
    return render(DeparturePage(found, is_own=member == current().member))


def _begun(member: int) -> ResponseReturnValue | None:
    """Lead to the page to sign; None where nothing was to be signed, and it is done."""
    with desk().office.deed() as session:
        found = departures.look(session, member) or abort(HTTPStatus.NOT_FOUND)
        if found.obstacle:
            return render(DeparturePage(found, is_own=member == current().member), HTTPStatus.CONFLICT)
        row = departures.begin(session, found, by=current().member, now=desk().clock())
    return back_to(f"/desk/vouching/{row.id}/") if row else None
