"""Settings: defaults, folders, and values that are refused."""

from pathlib import Path

import pytest

from resources.errors import SettingsError
from resources.settings import from_environment


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "resources/listings").mkdir(parents=True)
    (tmp_path / "a-file").touch()
    return tmp_path


def test_empty_environment_keeps_everything_in_the_checkout(root):
    settings = from_environment({}, root)

    assert settings.instance == root / "instance"
    assert settings.editions == root / "instance/editions"
    assert settings.listings == root / "resources/listings"
    assert settings.gallery is False


def test_relative_folder_starts_at_the_checkout_and_absolute_one_stands_alone(root, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    settings = from_environment({"NOTALONE_INSTANCE": "state", "NOTALONE_LISTINGS": str(elsewhere)}, root)

    assert settings.instance == root / "state"
    assert settings.listings == elsewhere


@pytest.mark.parametrize(("value", "is_on"), [("", False), ("0", False), ("1", True)])
def test_gallery_is_a_switch(root, value, is_on):
    assert from_environment({"NOTALONE_GALLERY": value}, root).gallery is is_on


@pytest.mark.parametrize(("environ", "count"), [({}, 67_108_864), ({"NOTALONE_PRESS_BYTES": "0"}, 0)])
def test_memory_for_pages_is_counted_in_bytes(root, environ, count):
    assert from_environment(environ, root).press_bytes == count


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("NOTALONE_INSTANCE", "", "empty; name a folder"),
        ("NOTALONE_INSTANCE", "  ", "empty; name a folder"),
        ("NOTALONE_INSTANCE", "a-file", "a file stands there"),
        ("NOTALONE_LISTINGS", "", "empty; name a folder"),
        ("NOTALONE_LISTINGS", "a-file", "no such folder"),
        ("NOTALONE_LISTINGS", "nowhere", "no such folder"),
        ("NOTALONE_GALLERY", "yes", "write 1 for on"),
        ("NOTALONE_PRESS_BYTES", "64M", "write a whole number"),
        ("NOTALONE_PRESS_BYTES", "-1", "write a whole number"),
        ("NOTALONE_PRESS_BYTES", "", "write a whole number"),
        ("NOTALONE_CONTACT", "two words", "write one e-mail"),
    ],
)
def test_value_that_cannot_be_used_is_refused_by_name(root, name, value, remedy):
    with pytest.raises(SettingsError, match=f"^setting {name}=.*{remedy}"):
        from_environment({name: value}, root)


def test_first_key_is_a_fingerprint_or_nothing(root):
    assert from_environment({}, root).first_key == ""
    assert from_environment({"NOTALONE_FIRST_KEY": f" {'a' * 64}\n"}, root).first_key == "a" * 64
    with pytest.raises(SettingsError, match="NOTALONE_FIRST_KEY"):
        from_environment({"NOTALONE_FIRST_KEY": "a" * 63}, root)
