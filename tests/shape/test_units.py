"""The units of systemd start the servers as the Makefile does, where they are tried, and start them again."""

import re

import pytest

from tests.conftest import ROOT
from tests.servers import options


@pytest.mark.parametrize(("unit", "target"), [("not-alone", "app:application"), ("not-alone-desk", "app:desk")])
def test_unit_starts_the_server_as_the_makefile_does_and_again_when_it_ends(unit: str, target: str) -> None:
    text = (ROOT / f"docs/deploy/{unit}.service").read_text().replace("\\\n", " ")
    started = re.search(
        rf"^ExecStart=\S+/python -m resources\.server --interface wsgi --host 127\.0\.0\.1 --port \d+ (.*) {target}$",
        text,
        re.MULTILINE,
    )

    assert started
    assert sorted(started[1].split()) == sorted(options(target))
    assert "\nRestart=always\n" in text
