"""What was approved goes back into listing files: a clean diff, and nothing else moves."""

import json

import pytest

from resources import seeds, yamltext
from resources.desk import exports, openings
from resources.desk.hides import Target, hide
from resources.desk.office import Office
from resources.errors import ListingsError, NotAllowedError
from resources.ledger import digest_of
from resources.terms import Status
from tests.desk.offices import GB, KE, NEW_NUMBER, NOON, STANDING, WAITS, approve, change, opened, submit
from tests.desk.signing import BEN, CHI

BY_HAND = "# a hand wrote this\n"  # a file that is not in the one style


@pytest.fixture
def office(database, tmp_path) -> Office:
    return opened(database, tmp_path / "instance")


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "listings"
    folder.mkdir()
    (folder / "GB.yaml").write_text(seeds.dumps(GB), encoding="utf-8")
    (folder / "KE.yaml").write_text(BY_HAND + seeds.dumps(KE), encoding="utf-8")
    return folder


def state(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def export(office, source, folder, by=BEN):
    return exports.export(office, source, folder, by=by.person)


def listings(folder):
    return {one.id: one for one in seeds.loads((folder / "GB.yaml").read_text(encoding="utf-8")).listings}


def test_nothing_approved_changes_no_byte(office, source, tmp_path):
    submit(office, change(office))

    assert export(office, source, tmp_path / "out") == ()
    assert state(tmp_path / "out") == state(source)


def test_what_was_approved_is_the_only_change(office, source, tmp_path):
    approve(office, submit(office, change(office)))

    assert export(office, source, tmp_path / "out") == ("GB.yaml",)

    assert state(tmp_path / "out")["KE.yaml"] == state(source)["KE.yaml"]
    assert listings(tmp_path / "out") == {one.id: one for one in GB.listings} | {"gb-example": NEW_NUMBER}
    kept = [one for one in GB.listings if one.id != "gb-example"]
    assert all(
        yamltext.dumps({"listings": [one.model_dump(exclude_defaults=True)]}).partition("\n")[2].encode()
        in state(tmp_path / "out")["GB.yaml"]
        for one in kept
    )


def test_export_over_the_files_themselves_writes_only_what_changed(office, source):
    before = state(source)
    approve(office, submit(office, change(office)))

    export(office, source, source)

    assert [name for name, data in state(source).items() if data != before[name]] == ["GB.yaml"]


def test_listings_keep_their_order_and_new_ones_come_last(office, source, tmp_path):
    approve(office, submit(office, change(office)))
    export(office, source, tmp_path / "out")

    assert list(listings(tmp_path / "out")) == ["gb-example", "gb-other", "gb-waits"]


def test_what_was_retired_leaves_the_file(office, source, tmp_path):
    draft = openings.retire(office, "gb-example", note="", by=CHI.person, now=NOON)
    approve(office, submit(office, draft))

    export(office, source, tmp_path / "out")

    assert list(listings(tmp_path / "out")) == ["gb-other", "gb-waits"]


def test_candidates_stay_as_they_are(office, source, tmp_path):
    approve(office, submit(office, change(office)))

    export(office, source, tmp_path / "out")

    assert listings(tmp_path / "out")["gb-waits"] == WAITS
    assert WAITS.status is Status.CANDIDATE


def test_what_is_hidden_stands_in_the_files(office, source, tmp_path):
    hide(office, Target("gb-example"), reason="wrong", by=BEN.person, now=NOON)

    assert export(office, source, tmp_path / "out") == ()


def test_change_that_was_rolled_back_changes_no_byte(office, source, tmp_path):
    approve(office, submit(office, change(office)))
    back = openings.roll_back(office, "gb-example", digest_of(STANDING), by=CHI.person, now=NOON)
    approve(office, submit(office, back))

    assert export(office, source, tmp_path / "out") == ()
    assert state(tmp_path / "out") == state(source)


def sealed(source):
    """Seal the files, which are all in the one style then."""
    seeds.tidy(source)
    return json.loads((source / seeds.SEAL).read_text("utf-8"))


def test_the_seal_says_what_was_approved_and_no_other_line_of_it_moves(office, source, tmp_path):
    before = sealed(source)
    approve(office, submit(office, change(office)))

    assert export(office, source, tmp_path / "out") == ("GB.yaml", seeds.SEAL)

    after = json.loads((tmp_path / "out" / seeds.SEAL).read_text("utf-8"))
    seeds.require_sealed(tmp_path / "out", seeds.load(tmp_path / "out"))
    assert [code for code in after if after[code] != before.get(code)] == ["GB"]
    assert list(after) == list(before)


def test_a_file_that_was_not_as_it_was_sealed_is_not_sealed_by_an_export(office, source, tmp_path):
    before = sealed(source)
    text = (source / "GB.yaml").read_text("utf-8")
    (source / "GB.yaml").write_text(text.replace('name: "Other"', 'name: "Somebody else"'), "utf-8")
    approve(office, submit(office, change(office)))

    export(office, source, tmp_path / "out")

    assert json.loads((tmp_path / "out" / seeds.SEAL).read_text("utf-8")) == before
    with pytest.raises(ListingsError):
        seeds.require_sealed(tmp_path / "out", seeds.load(tmp_path / "out"))


def test_contributor_cannot_export(office, source, tmp_path):
    with pytest.raises(NotAllowedError):
        export(office, source, tmp_path / "out", by=CHI)

    assert not (tmp_path / "out").exists()
