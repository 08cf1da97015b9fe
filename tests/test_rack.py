"""The rack: room, order and one printing at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from resources import sheets
from resources.rack import Rack
from resources.sheets import Sheet
from tests.conftest import NOON

AT_ONCE = 8


def printed(text: str, *, minutes: int = 60) -> Sheet:
    return sheets.sheet(text.encode(), [], NOON + timedelta(minutes=minutes))


def room_for(count: int) -> Rack:
    return Rack(count * printed("page 0").size)


def test_a_sheet_is_kept_until_it_changes() -> None:
    rack = room_for(1)
    sheet = rack.print("a", NOON, lambda: printed("page 0", minutes=1))

    assert rack.find("a", NOON + timedelta(seconds=59)) is sheet
    assert rack.find("a", NOON + timedelta(seconds=60)) is None


def test_the_least_recently_asked_for_makes_room() -> None:
    rack = room_for(2)
    rack.print("a", NOON, lambda: printed("page 1"))
    rack.print("b", NOON, lambda: printed("page 2"))
    rack.find("a", NOON)

    rack.print("c", NOON, lambda: printed("page 3"))

    assert [address for address in "abc" if rack.find(address, NOON)] == ["a", "c"]


def test_the_rack_never_takes_more_than_its_bytes() -> None:
    rack = room_for(3)

    for number in range(9):
        rack.print(number, NOON, lambda: printed("page 0"))

    assert len(rack) == 3
    assert rack.bytes == 3 * printed("page 0").size


def test_a_sheet_printed_again_takes_the_place_of_the_old_one() -> None:
    rack = room_for(2)
    rack.print("a", NOON, lambda: printed("page 1", minutes=1))

    rack.print("a", NOON + timedelta(minutes=1), lambda: printed("page 2"))

    assert len(rack) == 1
    assert rack.bytes == printed("page 2").size


def test_a_sheet_larger_than_the_rack_is_given_but_not_kept() -> None:
    rack = Rack(0)

    sheet = rack.print("a", NOON, lambda: printed("page 0"))

    assert sheet is not None
    assert (len(rack), rack.bytes) == (0, 0)


class Printer:
    """Prints when it is let; notes how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun = threading.Event()
        self.let = threading.Event()

    def __call__(self) -> Sheet | None:
        self.asked += 1
        self.begun.set()
        assert self.let.wait(10)
        return self.printed()

    def printed(self) -> Sheet | None:
        return printed("page 0")


class Jammed(Printer):
    """Fails."""

    def printed(self) -> Sheet | None:
        raise RuntimeError("jammed")


def rush(rack: Rack, printer: Printer) -> list[object]:
    """Ask for one page from many threads while it is being printed; give what each gets."""
    gate = threading.Barrier(AT_ONCE)

    def ask() -> Sheet | None:
        gate.wait(10)
        return rack.print("a", NOON, printer)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        asking = [pool.submit(ask) for _ in range(AT_ONCE)]
        assert printer.begun.wait(10)
        printer.let.set()
        return [future.exception(10) or future.result() for future in asking]


def test_a_page_asked_for_by_many_at_once_is_printed_once() -> None:
    printer = Printer()

    given = rush(room_for(1), printer)

    assert printer.asked == 1
    assert len(given) == AT_ONCE
    assert len(set(map(id, given))) == 1


def test_a_printing_that_fails_fails_for_all_who_wait_and_the_next_one_tries_again() -> None:
    rack, jammed = room_for(1), Jammed()

    given = rush(rack, jammed)

    assert [str(error) for error in given] == ["jammed"] * AT_ONCE
    assert rack.print("a", NOON, lambda: printed("page 0")) is not None


def test_nothing_printed_is_nothing_kept() -> None:
    rack = room_for(1)

    assert rack.print("a", NOON, lambda: None) is None
    assert len(rack) == 0


def test_an_address_is_free_again_after_a_failure() -> None:
    rack = room_for(1)
    jammed = Jammed()
    jammed.let.set()

    for _ in range(2):
        with pytest.raises(RuntimeError, match="jammed"):
            rack.print("a", NOON, jammed)

    assert jammed.asked == 2
