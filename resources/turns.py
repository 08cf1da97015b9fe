"""Who of several threads takes what comes next: one of them alone, for as long as it need not wait for anybody.

Threads of one interpreter that take turns are slower than one of them. So the others rest, and one of them takes over
where the one that leads has to wait.
"""

import threading

LOOK_EVERY = 0.25  # seconds after which one who rests sees whether the one that leads is still there


class Turns:
    """Each thread says when it waits for somebody (`leave`), and when it is done and would take what comes (`next`)."""

    def __init__(self, needed: threading.Condition | None = None) -> None:
        self._leads: int | None = None
        self._taken = 0  # how often who leads took what came
        self._needed = needed or threading.Condition()

    def next(self) -> None:
        """Return where this thread is to take what comes next; rest for as long as another one does."""
        me = threading.get_ident()
        if self._leads == me:
            self._taken += 1
        else:
            self._rest(me)

    def leave(self) -> None:
        """Let another thread take what comes, while this one waits."""
        with self._needed:
            if self._leads == threading.get_ident():
                self._leads = None
                self._needed.notify()

    def _rest(self, me: int) -> None:
        with self._needed:
            taken = None
            while self._leads is not None and taken != self._taken:  # one that takes nothing may be gone for good
                taken = self._taken
                self._needed.wait(LOOK_EVERY)
            self._leads = me
