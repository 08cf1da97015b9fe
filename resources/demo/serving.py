"""What a server is given: `resources.demo.serving:application`, built when it is asked for."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask

from resources.demo import doors
from resources.settings import from_environment

ROOT = Path(__file__).resolve().parents[2]
CLOCK = partial(datetime.now, UTC)


def __getattr__(name: str) -> Flask:
    """Build the application when it is asked for, so that importing this module reads no environment."""
    if name != "application":
        raise AttributeError(name)
    return doors.create(from_environment(os.environ, ROOT), ROOT, CLOCK)
