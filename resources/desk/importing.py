"""To bring many proposals in by a file, and to take what was approved out again for the listing files upstream."""

import difflib
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from flask import Response, request
from flask.typing import ResponseReturnValue

from resources import http
from resources.desk import exports, imports, rows
from resources.desk.imports import Imported, Outcome
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action
from resources.desk.web import bp, desk, opens, person, render

opens(dict.fromkeys(("import_form", "import_file", "export_file"), Action.IMPORT))

MOST_BYTES = 1024 * 1024  # of a file: thirty times the largest country
ALWAYS = (2000, 1, 1, 0, 0, 0)  # the time of each file in an archive, so that equal exports are equal bytes
PATCH = "listings.patch"


@dataclass(frozen=True)
class ImportPage(DeskPage):
    """The form for a file, and what came of each row of the last one; `fault` is of the whole file."""

    template: ClassVar[str] = "desk/import.html"
    report: tuple[Imported, ...] = ()
    fault: str = ""
    most_rows: ClassVar[int] = rows.MOST_ROWS

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to what."""
        return dict(Counter(one.outcome.value for one in self.report))

    @property
    def taken(self) -> int:
        """How many rows need nothing more done to the file."""
        return sum(one.outcome is not Outcome.REFUSED for one in self.report)


@bp.get("/import/")
def import_form() -> ResponseReturnValue:
    """Ask for a file."""
    return render(ImportPage())


@bp.post("/import/")
def import_file() -> ResponseReturnValue:
    """Make a draft of each row of a file, and say row by row what came of it."""
    name, content = _uploaded()
    if not content:
        return _refused("no file, or an empty one; choose a YAML or CSV file")
    if len(content) > MOST_BYTES:
        return _refused("too large; a file holds at most 1 MiB, so part it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refused(f"not UTF-8 at byte {error.start}; save the file in that encoding")
    found = rows.read(text, rows.form_of(name))
    return render(ImportPage(imports.import_rows(desk().office, found, by=person(), now=desk().clock())))


@bp.get("/export/")
def export_file() -> ResponseReturnValue:
    """Give the listing files in which something was approved, and the difference as a patch."""
    headers = {**http.SECURITY_HEADERS, "Content-Disposition": "attachment; filename=listings.zip"}
    return Response(_archive(desk().settings.listings), headers=headers, content_type="application/zip")


def _uploaded() -> tuple[str, bytes]:
    """Read the file's name, and no more of it than tells that it is too large."""
    upload = request.files.get("file")
    if upload is None:
        return "", b""
    try:
        return upload.filename or "", upload.stream.read(MOST_BYTES + 1)
    finally:
        upload.close()


def _refused(fault: str) -> ResponseReturnValue:
    return render(ImportPage(fault=fault), HTTPStatus.BAD_REQUEST)


def _archive(source: Path) -> bytes:
    packed = io.BytesIO()
    with TemporaryDirectory() as place, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        changed = exports.export(desk().office, source, Path(place), by=person())
        texts = {name: (Path(place) / name).read_text("utf-8") for name in changed}
        patch = "".join(_difference(source / name, text) for name, text in texts.items())
        for name, text in {**texts, PATCH: patch}.items():
            archive.writestr(zipfile.ZipInfo(name, ALWAYS), text)
    return packed.getvalue()


def _difference(path: Path, text: str) -> str:
    """Write the difference to a file as `git apply` reads it."""
    old = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
    name = f"resources/listings/{path.name}"
    before = f"a/{name}" if old else "/dev/null"
    return "".join(difflib.unified_diff(old, text.splitlines(keepends=True), before, f"b/{name}"))
