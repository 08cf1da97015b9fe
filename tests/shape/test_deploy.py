"""The examples of docs/deploy: whole, true to the program, and as closed as they say."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from app import create_app
from resources.desk.commands import desk
from resources.settings import Settings, from_environment
from tests.conftest import ROOT
from tests.deploy.fronts import program

DEPLOY = ROOT / "docs/deploy"
GUIDE = (DEPLOY / "README.md").read_text("utf-8")
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
EXPOSED_AT_MOST = "20"  # of 100, as systemd-analyze counts
THEIR_OWN = {"--host", "--port"}  # the Makefile leaves them to who runs it

each_service = pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """Give the units as they would be for this checkout and its user."""
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/srv/not-alone/current", str(ROOT))
        text = re.sub(r"^(User|Group)=not-alone$", r"\1=root", text, flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, "utf-8")
    return tmp_path


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("systemd-analyze"), *words], capture_output=True, text=True, check=False)


def options(command: str) -> dict[str, str]:
    """Read what a server is started with: each option and its value, and what it serves."""
    words = shlex.split(
        command.partition("resources.server")[2].partition(" & ")[0]
    )  # `make run` starts it again, in a loop
    named = {
        word: follows if not follows.startswith("--") else ""
        for word, follows in zip(words, [*words[1:], ""], strict=True)
        if word.startswith("--")
    }
    return {name: value for name, value in named.items() if name not in THEIR_OWN} | {"serves": words[-1]}


def started(unit: str) -> str:
    text = (DEPLOY / unit).read_text("utf-8").replace("\\\n", " ")
    found = re.search(r"^ExecStart=(.*resources\.server.*)$", text, re.MULTILINE)
    assert found
    return found[1]


def test_the_guide_names_every_file() -> None:
    files = [path.name for path in DEPLOY.iterdir() if path.name != "README.md"]

    assert len(files) > 8
    assert [name for name in files if f"| `{name}`" not in GUIDE and f", `{name}`" not in GUIDE] == []


def test_units_are_what_systemd_reads(moved: Path) -> None:
    answer = analyze("verify", *moved.iterdir())

    assert (answer.stderr, answer.returncode) == ("", 0)


@each_service
def test_a_service_can_do_little_beyond_its_work(moved: Path, unit: Path) -> None:
    answer = analyze("security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}", moved / unit.name)

    assert answer.returncode == 0, answer.stdout


@each_service
def test_a_service_leaves_nothing_of_its_memory_on_the_disk(unit: Path) -> None:
    lines = unit.read_text("utf-8").splitlines()

    assert {"LimitCORE=0", "MemorySwapMax=0", "UMask=0077", "PrivateTmp=yes"} <= set(lines)


@pytest.mark.parametrize(("unit", "target"), [("not-alone.service", "run"), ("not-alone-desk.service", "desk")])
def test_a_service_starts_the_server_as_the_makefile_does(unit: str, target: str) -> None:
    told = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    made = next(line for line in told.splitlines() if "resources.server" in line)

    assert options(started(unit)) == options(made)
    assert "--no-access-log" in started(unit)


def test_settings_are_such_as_the_site_takes() -> None:
    lines = re.findall(r"^#?(\w+)=(.*)$", (DEPLOY / "not-alone.env").read_text("utf-8"), re.MULTILINE)
    known = (ROOT / "resources/settings.py").read_text("utf-8")

    settings = from_environment(dict(lines), ROOT)

    assert settings.https
    assert settings.proxy
    assert [name for name, _ in lines if f'"{name}"' not in known] == []


def test_the_guide_names_commands_that_are_there(published: Settings) -> None:
    commands = create_app(published).cli
    commands.add_command(desk)
    asked = re.findall(r"^not-alone (\w+) ([\w-]+)|`not-alone (\w+) ([\w-]+)", GUIDE, re.MULTILINE)

    named = [(first or third, second or fourth) for first, second, third, fourth in asked]

    assert len(named) > 3
    assert [name for name in named if name[1] not in commands.commands[name[0]].commands] == []


def test_the_command_of_the_site_is_one_that_a_shell_reads() -> None:
    assert subprocess.run(["sh", "-n", DEPLOY / "not-alone"], check=False).returncode == 0
