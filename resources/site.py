"""The public site: its words, its look and the edition that it serves, put together once."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from resources import buttons, http, i18n
from resources.frame import Page
from resources.i18n import Locale
from resources.snapshot import Newest, Snapshot
from resources.words import label

COMMENTS = re.compile(r"/\*.*?\*/\s*|(?:^|(?<=[;{}]) *)// .*$", re.MULTILINE)  # of our own two files

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Site:
    """All that a view asks for. `clock` tells the present, aware of its zone."""

    locales: Mapping[str, Locale]
    newest: Newest
    clock: Clock
    templates: Environment
    policy: str
    script: str
    promises: Mapping[str, str]
    """The headers of every answer."""

    def snapshot(self) -> Snapshot:
        """Give the snapshot to answer one request from. Raises NoEditionError where nothing can be served."""
        return self.newest.snapshot()

    def policy_of(self, style: str, *, leads_to: Iterable[str]) -> str:
        """Give the policy of a page with a style of its own, whose forms may lead to other sites."""
        return http.policy(styles=[style], scripts=[self.script], leads_to=leads_to)

    def render(self, page: Page) -> str:
        """Say a page in its own locale."""
        with i18n.speaking(page.locale):
            return self.templates.get_template(page.template).render(page=page)


def build(root: Path, newest: Newest, clock: Clock, *, https: bool = False) -> Site:
    """Read words, templates, style and script below `root`, the folder of `app.py`; `https` where it is behind TLS."""
    style = _bare((root / "static/css/public.css").read_text("utf-8"))
    script = _bare((root / "static/js/exit.js").read_text("utf-8"))
    return Site(
        locales=i18n.load(root / "translations"),
        newest=newest,
        clock=clock,
        templates=environment(root / "templates", style, script),
        policy=http.policy(styles=[style], scripts=[script]),
        script=script,
        promises={**http.SECURITY_HEADERS, **(http.HTTPS_ONLY if https else {})},
    )


def _bare(text: str) -> str:
    """Leave out what is for those who read the file: comments, and ends of lines where a rule or a statement ends."""
    return re.sub(r"(?<=[{};,])\n|\n(?=})", "", COMMENTS.sub("", text)).strip()


def environment(folder: Path, style: str, script: str) -> Environment:
    """Build where templates are rendered: an undefined name is an error, all that is inserted is escaped."""
    built = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    built.policies["ext.i18n.trimmed"] = True
    built.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    built.filters["unworded"] = _unworded
    ours = {
        name: Markup(text)  # noqa: S704 - our own # nosec B704
        for name, text in (("style", style), ("script", script), ("unkept", buttons.UNKEPT))
    }
    built.globals.update(label=label, **ours)
    return built


def _unworded(address: str) -> Markup:
    """Write an address so that word filters, which take a hyphen for a space, do not read words of a page in it.

    Browsers and readers see the same address.
    """
    first, *rest = address.split("-")
    return Markup("-").join([first, *map(_begun_by_number, rest)])


def _begun_by_number(word: str) -> str:
    return Markup("&#{};{}").format(ord(word[0]), word[1:]) if word else word
