"""What operators run, through the application as it is put together."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from resources import commands, seeds
from resources.editions import Shelf
from resources.ledger import Hidden
from resources.settings import Settings
from resources.terms import EmergencyService, Status
from tests.builders import country, emergency, listing

POLICE = EmergencyService.POLICE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One listing of one country, nothing published."""
    (tmp_path / "listings").mkdir()
    chosen = Settings(instance=tmp_path / "instance", listings=tmp_path / "listings", gallery=False)
    write(chosen, name="Old")
    return chosen


@pytest.fixture
def runner(settings: Settings) -> FlaskCliRunner:
    app = Flask("commands")
    app.config["SETTINGS"] = settings
    commands.register(app)
    return app.test_cli_runner()


def write(settings: Settings, **changes: object) -> None:
    (settings.listings / "GB.yaml").write_text(seeds.dumps(country(listing(**changes))))


def test_publishing_prints_number_counts_and_digest(runner):
    result = runner.invoke(args=["publish"])

    assert result.exit_code == 0
    assert result.output.startswith("edition 1, made ")
    assert "1 countries and territories, 1 listings, 0 emergency numbers; 0 waiting" in result.output
    assert "\nsha256 " in result.output


def test_faulty_listings_are_all_named_and_the_edition_stays(runner, settings):
    runner.invoke(args=["publish"])
    (settings.listings / "GB.yaml").write_text("country: NO\nmotto: x\n")

    result = runner.invoke(args=["publish"])

    assert result.exit_code == 1
    assert "GB.yaml › motto" in result.output
    assert "GB.yaml › emergency" in result.output
    assert runner.invoke(args=["editions", "show"]).output.startswith("edition 1,")


def test_folder_that_cannot_be_written_is_told_without_a_traceback(runner, settings):
    settings.instance.touch()

    result = runner.invoke(args=["publish"])

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert str(settings.instance) in result.output


def test_list_prints_every_edition_and_what_is_wrong_with_it(runner, settings):
    runner.invoke(args=["publish"])
    write(settings, name="New")
    runner.invoke(args=["publish"])
    (settings.editions / "000001.json").write_bytes(b"")

    first, second = runner.invoke(args=["editions", "list"]).output.splitlines()

    assert first.startswith("     1  damaged: not an edition")
    assert second.startswith("     2  20")


@pytest.mark.parametrize(("number", "said"), [([], "edition 2,"), (["1"], "edition 1,")])
def test_show_prints_the_served_edition_or_the_one_asked_for(runner, settings, number, said):
    runner.invoke(args=["publish"])
    write(settings, name="New")
    runner.invoke(args=["publish"])

    result = runner.invoke(args=["editions", "show", *number])

    assert result.output.startswith(said)
    assert result.output.splitlines()[-1] == "GB    1 listings  0 emergency numbers    0 waiting"


@pytest.mark.parametrize("number", [[], ["7"]])
def test_show_without_such_an_edition_ends_with_status_one(runner, number):
    result = runner.invoke(args=["editions", "show", *number])

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")


def test_verify_counts_whole_editions(runner):
    runner.invoke(args=["publish"])

    result = runner.invoke(args=["editions", "verify"])

    assert (result.exit_code, result.output) == (0, "1 editions, all whole\n")


def test_verify_ends_with_status_one_and_names_the_damage(runner, settings):
    runner.invoke(args=["publish"])
    next((settings.editions / "parts").iterdir()).unlink()

    result = runner.invoke(args=["editions", "verify"])

    assert result.exit_code == 1
    assert "000001.json: part GB" in result.output


def test_verify_with_signatures_names_a_change_that_nobody_signed(runner, settings):
    runner.invoke(args=["publish"])
    proven = runner.invoke(args=["editions", "verify", "--signatures"])
    shelf = Shelf(settings.editions)
    hidden = Hidden(id="0" * 32, listing="gb-example", at=datetime(2026, 11, 24, tzinfo=UTC), reason="gone")
    shelf.add({"GB": shelf.parts.put(country(listing()), (hidden,))}, now=datetime(2026, 11, 24, tzinfo=UTC))

    result = runner.invoke(args=["editions", "verify", "--signatures"])

    assert (proven.exit_code, proven.output) == (0, "1 editions, all whole and proven\n")
    assert result.exit_code == 1
    assert "NOTALONE_FIRST_KEY" in result.output


def test_check_and_publish_refuse_files_that_differ_from_their_seal(runner, settings):
    runner.invoke(args=["listings", "tidy"])
    write(settings, name="Changed since")

    results = [runner.invoke(args=args) for args in (["listings", "check"], ["publish"])]

    assert [result.exit_code for result in results] == [1, 1]
    assert all("listings tidy" in result.output for result in results)


def test_diff_prints_a_changed_fact_a_line(runner, settings):
    runner.invoke(args=["publish"])
    write(settings, name="New")
    runner.invoke(args=["publish"])

    result = runner.invoke(args=["editions", "diff", "1", "2"])

    assert result.output == "GB › gb-example › name: Old → New\n"


def test_check_counts_as_publishing_does(runner, settings):
    numbers = (emergency("999", POLICE), emergency("112", POLICE, status=Status.CANDIDATE))
    held = country(listing(), emergency=numbers)
    (settings.listings / "GB.yaml").write_text(seeds.dumps(held))

    checked, published = (runner.invoke(args=args).output for args in (["listings", "check"], ["publish"]))

    assert checked == "1 countries and territories, 1 listings, 1 emergency numbers; 1 waiting for a moderator\n"
    assert checked.strip() in published


def test_check_ends_with_status_one_and_names_every_fault(runner, settings):
    (settings.listings / "GB.yaml").write_text("country: NO\nmotto: x\n")

    result = runner.invoke(args=["listings", "check"])

    assert result.exit_code == 1
    assert "GB.yaml › motto" in result.output


def test_tidy_names_the_files_that_it_changed_and_then_none(runner, settings):
    written = (settings.listings / "GB.yaml").read_text()
    (settings.listings / "GB.yaml").write_text(written.replace("kind: child_helpline", 'kind: "child_helpline"'))

    changed = runner.invoke(args=["listings", "tidy"]).output.splitlines()
    again = runner.invoke(args=["listings", "tidy"]).output

    assert "GB.yaml" in changed
    assert (settings.listings / "GB.yaml").read_text() == written
    assert again == "Every file is in the one style.\n"
