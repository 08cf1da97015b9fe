"""What a backup holds comes back proven, into an empty place, or nothing does."""

import gzip
import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from resources import canonical
from resources.desk import audit, backup, database, dump, hides, proposal_rows, publishing, restore, schema, tables
from resources.desk.backup import SUMS
from resources.desk.database import transaction
from resources.desk.hides import Target
from resources.desk.office import Office
from resources.desk.proposals import State
from resources.editions import Shelf
from resources.errors import BackupError
from resources.proofs import Trust
from resources.settings import Settings
from resources.spool import Spool, Wrong
from tests.conftest import ROOT
from tests.desk.databases import KINDS, emptied
from tests.desk.offices import LATER, NEW_NUMBER, NOON, again, approve, change, opened, shown, submit
from tests.desk.signing import ANA, CHI, KEYS, MALLORY


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    address = "" if request.param == "sqlite" else emptied(request.getfixturevalue("postgresql"))
    instance, listings = tmp_path / "site", ROOT / "resources/listings"
    return Settings(instance, listings, gallery=False, first_key=KEYS.fingerprint, database=address)


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    """Open a desk with a change that visitors see, a number that they do not, a signature that waits, and a flag."""
    engine = database.engine(settings.database_url)
    office = opened(engine, settings.instance)
    approve(office, submit(office, change(office)))
    hides.hide(office, Target("gb-other"), reason="wrong", by=ANA.person, now=LATER)
    submit(office, change(office, NEW_NUMBER.model_copy(update={"notes": "Later"}), before=NEW_NUMBER))
    Spool(settings.flags).tell("gb-example", Wrong.NUMBER, edition=1, now=NOON)
    yield office
    engine.dispose()


@pytest.fixture
def file(office: Office, settings: Settings, tmp_path: Path) -> Path:
    backup.write(tmp_path / "backup", settings, office.engine, now=LATER)
    return tmp_path / "backup"


@pytest.fixture
def elsewhere(file: Path, settings: Settings) -> Settings:  # noqa: ARG001 - the backup is made before the place is emptied
    """Name an empty place of the same kind."""
    address = settings.database and emptied(settings.database)
    return replace(settings, instance=settings.instance.with_name("new"), database=address)


def rows(engine: Engine) -> dict[str, list[bytes]]:
    with engine.connect() as connection:
        return {name: list(dump.lines(connection, table)) for name, table in dump.tables(connection).items()}


def reopened(settings: Settings) -> Engine:
    return database.engine(settings.database_url)


def place(settings: Settings) -> dict[str, bytes]:
    """Give every file of a place; of a database elsewhere, whether it is empty."""
    found = {str(path): path.read_bytes() for path in settings.instance.rglob("*") if path.is_file()}
    if settings.database:
        engine = reopened(settings)
        with engine.connect() as connection:
            found["database"] = str(dump.is_empty(connection)).encode()
        engine.dispose()
    return found


def test_restored_desk_is_the_one_that_was_backed_up(file, office, settings, elsewhere):
    before = {path.name: path.read_bytes() for path in settings.instance.rglob("*.json*")}
    told = rows(office.engine) if not settings.database else None

    found = restore.restore(file, elsewhere)

    engine = reopened(elsewhere)
    with transaction(engine) as session:
        assert audit.verify(session) == found.events > 0
    assert Shelf(elsewhere.editions, Trust(KEYS.fingerprint)).verify(signatures=True) == ()
    assert {path.name: path.read_bytes() for path in elsewhere.instance.rglob("*.json*")} == before
    assert told in (None, rows(engine))
    engine.dispose()


def test_rows_come_back_in_either_kind_of_database_as_they_were(office, settings, tmp_path):
    told = rows(office.engine)
    backup.write(tmp_path / "backup", settings, office.engine, now=LATER)
    other = replace(settings, instance=tmp_path / "other", database="")  # SQLite, wherever the rows came from

    restore.restore(tmp_path / "backup", other)

    engine = reopened(other)
    assert rows(engine) == told
    engine.dispose()


def test_work_goes_on_after_a_restore(file, office, elsewhere):
    restore.restore(file, elsewhere)
    engine = reopened(elsewhere)
    desk = Office(engine, Shelf(elsewhere.editions, office.shelf.proofs.trust), office.countries)

    content = NEW_NUMBER.model_copy(update={"notes": "Newer"})
    approve(desk, submit(desk, change(desk, content, before=NEW_NUMBER)))
    with transaction(engine) as session:
        session.add(tables.Member(name="Dan", role="contributor", joined_at=LATER))  # takes the next number

    assert shown(desk).notes == "Newer"
    with transaction(engine) as session:
        assert audit.verify(session)
    engine.dispose()


def test_nobody_is_signed_in_on_a_restored_desk(file):
    with tarfile.open(file) as archive:
        names = archive.getnames()

    assert [name for name in names if "session" in name or "ceremony" in name] == []
    assert "rows/member.jsonl" in names


def test_backup_is_read_by_its_owner_alone(file):
    assert file.stat().st_mode & 0o777 == 0o600


def test_older_backup_is_never_overwritten(file, office, settings):
    held = file.read_bytes()

    with pytest.raises(BackupError, match="name one that does not"):
        backup.write(file, settings, office.engine, now=LATER)

    assert file.read_bytes() == held


def test_backup_that_fails_leaves_no_file(office, settings, tmp_path):
    (settings.editions / "000009.json").mkdir()

    with pytest.raises(OSError, match="directory"):
        backup.write(tmp_path / "backup", settings, office.engine, now=LATER)

    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


def test_backup_of_a_site_without_a_desk_says_what_to_do(settings, tmp_path):
    engine = database.engine(settings.database_url)

    with pytest.raises(BackupError, match="flask --app app desk migrate"):
        backup.write(tmp_path / "backup", settings, engine, now=LATER)

    engine.dispose()


def test_rows_of_one_moment_are_kept_while_others_write(office):
    with database.snapshot(office.engine) as connection:
        before = dump.tables(connection)["member"]
        count = len(list(dump.lines(connection, before)))
        writer = threading.Thread(target=_join, args=[office])
        writer.start()
        writer.join()  # ends: who reads holds no writer up
        seen = len(list(dump.lines(connection, before)))

    assert seen == count
    assert len(rows(office.engine)["member"]) == count + 1


@pytest.mark.parametrize(("moment", "is_kept"), [("begin", True), ("rollback", False)], ids=["before", "after"])
def test_what_is_approved_while_a_backup_reads_rows_is_in_it_whole_or_not_at_all(
    office, settings, tmp_path, moment, is_kept
):
    with transaction(office.engine) as session:
        (waits,) = proposal_rows.in_states(session, [State.IN_REVIEW])
    engine = reopened(settings)
    event.listen(engine, moment, lambda _: approve(again(office), waits), once=True)
    backup.write(tmp_path / "backup", settings, engine, now=LATER)
    engine.dispose()
    place = replace(settings, instance=tmp_path / "other", database="")

    restore.restore(tmp_path / "backup", place)

    desk = Office(reopened(place), Shelf(place.editions, office.shelf.proofs.trust), office.countries)
    publishing.catch_up(desk, now=LATER)
    with transaction(desk.engine) as session:
        assert (proposal_rows.find(session, waits.id).state is State.PUBLISHED) is is_kept
    assert (shown(desk).notes == "Later") is is_kept
    desk.engine.dispose()


def _join(office: Office) -> None:
    with transaction(office.engine) as session:
        session.add(tables.Member(id=99, name="Dan", role="contributor", joined_at=LATER))


def test_place_that_is_not_empty_is_refused_unless_told(file, elsewhere):
    restore.restore(file, elsewhere)
    held = place(elsewhere)

    with pytest.raises(BackupError, match="--replace"):
        restore.restore(file, elsewhere)
    assert place(elsewhere) == held

    found = restore.restore(file, elsewhere, replace=True)
    assert found.aside == elsewhere.instance.with_name("new.before-1")
    assert (found.aside / "editions").is_dir()


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_database_elsewhere_that_is_not_empty_is_refused_unless_told(file, office, settings):
    beside = replace(settings, instance=settings.instance.with_name("new"))  # an empty place, and the same database
    held = rows(office.engine)

    with pytest.raises(BackupError, match="the database is not empty"):
        restore.restore(file, beside)
    assert (rows(office.engine), beside.instance.exists()) == (held, False)

    restore.restore(file, beside, replace=True)
    assert (rows(office.engine), beside.instance.exists()) == (held, True)


def parts(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def written(file: Path, found: dict[str, bytes], *, sums: bool = True) -> Path:
    """Write a backup of these parts, with right digests unless it is told otherwise."""
    if sums:
        told = [f"{canonical.digest(data)}  {name}\n" for name, data in found.items() if name != SUMS]
        found = {**{name: data for name, data in found.items() if name != SUMS}, SUMS: "".join(told).encode()}
    forged = file.with_name("forged")
    with tarfile.open(forged, "w:gz") as archive:
        for name, data in found.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return forged


def with_part(name, change, *, sums=True):
    return lambda file: written(file, {**parts(file), name: change(parts(file).get(name, b""))}, sums=sums)


def without(name):
    return lambda file: written(file, {key: data for key, data in parts(file).items() if key != name}, sums=False)


def cut(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[:-400])
    return file


def flipped(file: Path) -> Path:
    data = bytearray(gzip.decompress(file.read_bytes()))
    data[data.index(b'"reason":"wrong"') + 10] ^= 1
    file.write_bytes(gzip.compress(bytes(data)))
    return file


def renumbered(file: Path) -> Path:
    found = parts(file)
    name = next(name for name in found if b'"entry":"approved"' in found[name] and "parts" in name)
    return written(file, found | {name: found[name].replace(b"0800 555 111", b"0800 555 112")})


DAMAGES = {
    "cut off": (cut, "cut off or damaged"),
    "one bit": (flipped, "cut off or damaged"),
    "no digests": (without(SUMS), "cut off or damaged"),
    "a part is missing": (without("rows/event.jsonl"), "cut off or damaged"),
    "no backup at all": (lambda file: file.write_bytes(b"hello") and file, "cut off or damaged"),
    "a part that climbs out": (with_part("editions/../../x.json", lambda _: b"{}"), "no part of a backup"),
    "a part that climbs out by the end of its name": (
        with_part("flags/a.jsonl/../../../x.json", lambda _: b"{}"),
        "no part of a backup",
    ),
    "events changed": (
        with_part("rows/event.jsonl", lambda data: data.replace(b'"kind":"hidden"', b'"kind":"shown!"')),
        "changed after it was written; restore the database from a backup made before; nothing was restored",
    ),
    "an event left out": (
        with_part("rows/event.jsonl", lambda data: data.split(b"\n", 1)[1]),
        "event 1: it is missing",
    ),
    "keys nobody vouched for": (
        with_part(
            "rows/keyring_entry.jsonl", lambda data: data.replace(b'"role":"moderator"', b'"role":"administrator"')
        ),
        "keyring › entry 2",
    ),
    "a number on the shelf changed": (renumbered, "its SHA-256 is"),
    "a table that is unknown": (with_part("rows/other.jsonl", lambda _: b"{}\n"), "cut off or damaged"),
    "a newer program's form": (
        with_part("backup.json", lambda data: data.replace(b'"form":1', b'"form":2')),
        "a newer program wrote it",
    ),
    "a newer program's database": (
        with_part("backup.json", lambda data: data.replace(b'"revision":"', b'"revision":"9')),
        "run the newer program",
    ),
    "a row that refers to nobody": (
        with_part("rows/member.jsonl", lambda data: data.split(b"\n", 1)[1]),
        "do not fit",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_or_forged_restores_nothing_and_says_why(file, elsewhere, damage):
    damaged, reason = DAMAGES[damage]
    before = place(elsewhere)

    with pytest.raises(BackupError, match=reason):
        restore.restore(damaged(file), elsewhere)

    assert place(elsewhere) == before
    assert list(elsewhere.instance.parent.glob("*.restoring")) == []


def test_backup_of_another_desk_is_refused(file, elsewhere):
    other = replace(elsewhere, first_key=canonical.digest(MALLORY.key.credential))

    with pytest.raises(BackupError, match="NOTALONE_FIRST_KEY"):
        restore.restore(file, other)


def test_restored_database_is_up_to_date_and_holds_its_rows(file, elsewhere):
    restore.restore(file, elsewhere)

    engine = reopened(elsewhere)
    with engine.connect() as connection:
        assert schema.revision_of(connection) == schema.head()
    with transaction(engine) as session:
        assert session.exec(select(tables.Member.name)).all() == ["Ana", "Ben", "Chi"]
        assert CHI.person.member in session.exec(select(tables.Proposal.author_id)).all()
    engine.dispose()
