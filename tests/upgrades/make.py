"""Leave a site as this version does, for the versions after it to take over.

    python -m tests.upgrades.make tests/upgrades/0.1.0

FOLDER/backup.tar.gz: three made-up members, a change that visitors see, one that waits, a number that is hidden.
FOLDER/site.json: the first key's fingerprint, the proposal that waits, and Ben's passkey, which is good nowhere else.
"""

import json
import sys
import tempfile
from pathlib import Path

from resources.desk import backup, hides
from resources.desk.database import engine
from resources.desk.hides import Target
from resources.settings import Settings
from resources.spool import Spool, Wrong
from tests.desk.offices import LATER, NEW_NUMBER, NOON, approve, change, opened, submit
from tests.desk.signing import ANA, BEN, KEYS


def main(folder: Path) -> None:
    """Make the site in a place that is thrown away, and keep what is left of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(Path(place) / "instance", Path(place), gallery=False, first_key=KEYS.fingerprint)
        rows = engine(settings.database_url)
        office = opened(rows, settings.instance)
        approve(office, submit(office, change(office)))
        hides.hide(office, Target("gb-other"), reason="wrong", by=ANA.person, now=LATER)
        waits = submit(office, change(office, NEW_NUMBER.model_copy(update={"notes": "Later"}), before=NEW_NUMBER))
        Spool(settings.flags).tell("gb-example", Wrong.NUMBER, edition=1, now=NOON)
        backup.write(folder / "backup.tar.gz", settings, rows, now=LATER)
        rows.dispose()
    told = {"first_key": KEYS.fingerprint, "waits": waits.id, "ben": BEN.key.dumps()}
    (folder / "site.json").write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
