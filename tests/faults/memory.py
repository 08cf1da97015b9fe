"""A group of processes that gets no more memory than it is given, held by the kernel, as containers and units are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

GROUPS = Path("/sys/fs/cgroup")
OLD = GROUPS / "memory"  # of the first version, which has a tree for each thing that it limits
LIMIT = {OLD: "memory.limit_in_bytes", GROUPS: "memory.max"}


def tree() -> Path:
    """Find where groups are made."""
    return OLD if OLD.is_dir() else GROUPS


def why_not() -> str:
    """Say why no group can be made here; nothing where one can."""
    if not os.access(tree(), os.W_OK):
        return f"{tree()} cannot be written: run as root, outside a container that forbids it"
    limits = GROUPS / "cgroup.subtree_control"
    if tree() == GROUPS and not (limits.is_file() and "memory" in limits.read_text().split()):
        return "this machine limits no memory by groups"
    return ""


@contextmanager
def group(most: int) -> Iterator[Path]:
    """Make a group that gets so many bytes; what its processes held before does not count."""
    folder = tree() / f"not-alone-{uuid4()}"
    folder.mkdir()
    try:
        (folder / LIMIT[tree()]).write_text(str(most))
        yield folder
    finally:
        for process in (folder / "cgroup.procs").read_text().split():
            (tree() / "cgroup.procs").write_text(process)
        folder.rmdir()


def put(process: int, folder: Path) -> None:
    """Put a process into a group, with all that it starts from now on."""
    (folder / "cgroup.procs").write_text(str(process))
