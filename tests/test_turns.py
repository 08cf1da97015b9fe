"""One thread takes what comes; the others rest until it waits for somebody, or is gone."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack

import pytest

from resources.turns import Turns

PATIENCE = 5  # seconds; nobody waits so long unless it fails


class Watch(threading.Condition):
    """Tells when a thread begins to rest. It rests until it is needed, longer than a test waits, or as `rest` says."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Semaphore(0)
        self.rest: Callable[[], object] = lambda: super(Watch, self).wait(2 * PATIENCE)

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout, "who rests has to look now and then"
        self.begun.release()
        return bool(self.rest())


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def turns(watch: Watch) -> Turns:
    return Turns(watch)


@pytest.fixture
def threads() -> Iterator[list[ThreadPoolExecutor]]:
    with ExitStack() as ends:
        yield [ends.enter_context(ThreadPoolExecutor(1)) for _ in range(3)]


def done(told: Future) -> bool:
    told.result(PATIENCE)
    return True


def begins_to_rest(thread: ThreadPoolExecutor, turns: Turns, watch: Watch) -> Future:
    """See that a thread that would take what comes rests; give what tells when it rests no more."""
    resting = thread.submit(turns.next)
    assert watch.begun.acquire(timeout=PATIENCE)
    assert not resting.done()
    return resting


def test_the_second_rests_until_the_first_has_to_wait(turns: Turns, watch: Watch, threads) -> None:
    first, second, _ = threads
    assert done(first.submit(turns.next))
    assert done(first.submit(turns.next))

    resting = begins_to_rest(second, turns, watch)
    first.submit(turns.leave)

    assert done(resting)


def test_who_has_waited_rests_while_another_leads(turns: Turns, watch: Watch, threads) -> None:
    first, second, _ = threads
    for step in (turns.next, turns.leave):
        assert done(first.submit(step))
    assert done(second.submit(turns.next))

    resting = begins_to_rest(first, turns, watch)
    second.submit(turns.leave)

    assert done(resting)


def test_one_takes_over_at_a_time(turns: Turns, watch: Watch, threads) -> None:
    first, *others = threads
    assert done(first.submit(turns.next))
    resting = [begins_to_rest(other, turns, watch) for other in others]

    assert done(first.submit(turns.leave))
    (leads,) = wait(resting, PATIENCE, FIRST_COMPLETED).done
    leading = resting.index(leads)

    assert not resting[1 - leading].done()
    assert done(others[leading].submit(turns.leave))
    assert done(resting[1 - leading])


def test_who_does_not_lead_leaves_nothing(turns: Turns, watch: Watch, threads) -> None:
    first, second, third = threads
    assert done(first.submit(turns.next))

    assert done(third.submit(turns.leave))

    resting = begins_to_rest(second, turns, watch)
    first.submit(turns.leave)
    assert done(resting)


def test_one_that_is_gone_is_taken_over_from(turns: Turns, watch: Watch, threads) -> None:
    gone, other, _ = threads
    assert done(gone.submit(turns.next))
    looks = iter(range(3))
    watch.rest = lambda: next(looks) is None  # time passes, and nobody says anything

    assert done(other.submit(turns.next))


def test_one_that_goes_on_is_not_taken_over_from(turns: Turns, watch: Watch, threads) -> None:
    leading, other, _ = threads
    assert done(leading.submit(turns.next))
    more = iter(range(3))
    watch.rest = lambda: next(more, None) is not None and done(leading.submit(turns.next))

    assert done(other.submit(turns.next))
    assert [watch.begun.acquire(blocking=False) for _ in range(5)] == [True] * 4 + [False]
