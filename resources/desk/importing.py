"""To bring many proposals in by a file, and to take what was approved out again for the listing files upstream."""

import difflib
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from flask import Response, request, stream_with_context
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from resources import http, i18n
from resources.desk import exports, imports, rows, value_words
from resources.desk.imports import Imported, Outcome
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action, Person
from resources.desk.rows import Row
from resources.desk.web import bp, desk, locale, opens, person, render
from resources.errors import Fault
from resources.i18n import Locale

opens(dict.fromkeys(("import_form", "import_file", "export_file"), Action.IMPORT))

STEP = 10  # rows between two tellings of how far they are
MOST_BYTES = 1024 * 1024  # of a file: thirty times the largest country
ALWAYS = (2000, 1, 1, 0, 0, 0)  # the time of each file in an archive, so that equal exports are equal bytes
PATCH = "listings.patch"


@dataclass(frozen=True)
class ImportPage(DeskPage):
    """The form for a file; `fault` is of the whole file. While one is read, the page is sent in pieces."""

    template: ClassVar[str] = "desk/import.html"
    marker: ClassVar[Markup] = Markup("<!-- rows -->")
    most_rows: ClassVar[int] = rows.MOST_ROWS
    fault: str = ""
    is_running: bool = False

    @property
    def said(self) -> str:
        """Say what is wrong with the file."""
        return value_words.said(self.fault)


@dataclass(frozen=True)
class StepPart(DeskPage):
    """How many rows are done, of how many."""

    template: ClassVar[str] = "desk/import_step.html"
    done: int
    total: int


@dataclass(frozen=True)
class ReportPart(DeskPage):
    """What came of each row; `is_cut` where the database failed before the last."""

    template: ClassVar[str] = "desk/import_report.html"
    report: tuple[Imported, ...]
    is_cut: bool = False

    @property
    def taken(self) -> int:
        """How many rows need nothing more done to the file."""
        return sum(one.outcome is not Outcome.REFUSED for one in self.report)

    def column(self, fault: Fault) -> str:
        """Name the field of a fault as the file does."""
        return value_words.counted(fault.field)

    def remedy(self, fault: Fault) -> str:
        """Say what is wrong, and what mends it."""
        return value_words.said(fault.remedy)


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
    if not found:
        return _refused("no row in it; write one listing a row")
    frame = render(ImportPage(is_running=True))
    head, _, tail = frame.get_data(as_text=True).partition(ImportPage.marker)
    pieces = (head,), _told(found, person(), locale()), (tail,)
    frame.headers.remove("Content-Length")
    return Response(stream_with_context(chain.from_iterable(pieces)), headers=frame.headers)


@bp.get("/export/")
def export_file() -> ResponseReturnValue:
    """Give the listing files in which something was approved, and the difference as a patch."""
    headers = {**http.SECURITY_HEADERS, "Content-Disposition": "attachment; filename=listings.zip"}
    return Response(_archive(desk().settings.listings), headers=headers, content_type="application/zip")


def _told(found: Sequence[Row], by: Person, spoken: Locale) -> Iterator[str]:
    """Make the drafts, and say after each few rows how far they are; what was done before a failure stays done."""
    report: list[Imported] = []
    try:
        for start in range(0, len(found), STEP):
            now = desk().clock()
            report += imports.import_rows(desk().office, found[start : start + STEP], by=by, now=now)
            yield _part(StepPart(len(report), len(found)), spoken)
    except SQLAlchemyError:
        yield _part(ReportPart(tuple(report), is_cut=True), spoken)
    else:
        yield _part(ReportPart(tuple(report)), spoken)


def _part(page: DeskPage, spoken: Locale) -> str:
    with i18n.speaking(spoken):
        return desk().templates.get_template(page.template).render(page=page)


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
