"""A worker's memory stays bounded by the settings, whatever it is asked for."""

from itertools import product
from pathlib import Path

from resources import i18n, places
from resources.listing import Country
from resources.settings import Settings
from tests.conftest import ROOT
from tests.servers import serving, workers_of

ALONE = ("--workers", "1")  # else a connection that breaks leads to another, which has not read the facts yet

PRESS_BYTES = 8 * 1024 * 1024  # a tenth of all pages
SLACK = 2  # what else grows: names in six languages, holidays, holes between what is freed and taken


def memory(process: int) -> int:
    """Read the most memory that a process ever held, in bytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def test_every_page_of_every_locale_takes_no_more_than_the_press_may_keep(
    published: Settings, countries: tuple[Country, ...], tmp_path: Path
) -> None:
    tags = i18n.load(ROOT / "translations")
    listed = [one.id for country in countries for one in country.listings if one.status == "listed"]
    paths = [*(f"listing/{name}" for name in listed), *(f"{code.lower()}/report" for code in places.COUNTRIES)]
    told = {"NOTALONE_INSTANCE": str(published.instance), "NOTALONE_PRESS_BYTES": str(PRESS_BYTES)}
    with serving("app:application", tmp_path / "log", told, *ALONE) as server:
        asked = [server.client.get(f"/en/{code.lower()}/").status_code for code in places.COUNTRIES]  # reads all facts
        (worker,) = workers_of(server.process)
        before = memory(worker)

        asked += [server.client.get(f"/{tag}/{path}/").status_code for tag, path in product(tags, paths)]
        grown = memory(worker) - before

    assert set(asked) == {200}
    assert grown <= SLACK * PRESS_BYTES
