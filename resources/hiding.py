"""Hide which pages are read: all at the one address `/`, asked for by POST, so that a history holds one line.

A field of the form names the page. The page is the one that everybody gets, from the same press; its links are buttons
(`buttons`), and the way back is one of them, since the browser's own leads to no page. The choice to hide, and the way
that led here, are in the form that the page holds, nowhere else.
"""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from resources import buttons, encodings, http, i18n, posted
from resources.encodings import Coding
from resources.frame import Frame
from resources.i18n import Locale
from resources.pages import HidingPart
from resources.posted import Answer
from resources.site import Site

MOST_STEPS = 10  # that the way back remembers
NOT_OURS = frozenset({"ETag", "Content-Length", "Vary", "Content-Security-Policy", "CDN-Cache-Control"})
LANGUAGE = re.compile(r'<html lang="([A-Za-z-]+)"')


class Hiding:
    """A WSGI application around the press: answers what is posted to `/`, lets all else through."""

    def __init__(self, press: WSGIApplication, site: Site) -> None:
        self._press = press
        self._site = site
        self._plain = str(site.templates.globals["style"])
        self._style = buttons.with_look(self._plain)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != posted.HOME:
            return self._press(environ, start_response)
        form = posted.fields(environ)
        if form is None:
            return self._press(environ, start_response)
        if wanted := dict(form).get("leave"):
            return self._lead_out(wanted, start_response)
        asked = posted.asked(form, self._site.locales)
        language = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        answer = posted.ask(self._press, asked, language, self._site.locales, who=environ.get("REMOTE_ADDR", ""))
        return self._show(answer, asked.trail, environ, start_response)

    def _lead_out(self, wanted: str, start_response: StartResponse) -> Iterable[bytes]:
        ways = [self._around(locale).neutral_site for locale in self._site.locales.values()]
        headers = {
            **self._site.promises,
            "Location": wanted if wanted in ways else ways[0],
            "Clear-Site-Data": http.CLEAR_SITE_DATA,
            "Content-Length": "0",
        }
        start_response(f"{HTTPStatus.SEE_OTHER} {HTTPStatus.SEE_OTHER.phrase}", list(headers.items()))
        return []

    def _show(
        self, answer: Answer, trail: Sequence[str], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        coding = encodings.asked(environ.get("HTTP_ACCEPT_ENCODING", ""))
        around = self._around(self._spoken(answer.html))
        body = encodings.pack_for_one(self._hidden(answer, trail, around).encode(), coding)
        own = {
            "Content-Security-Policy": self._site.policy_of(self._style, leads_to=[around.neutral_site]),
            "Content-Length": str(len(body)),
            **({} if coding is Coding.PLAIN else {"Content-Encoding": str(coding)}),
        }
        kept = (item for item in answer.headers if item[0] not in NOT_OURS)
        start_response(answer.status, [*kept, *own.items()])
        return [body]

    def _hidden(self, answer: Answer, trail: Sequence[str], around: HidingPart) -> str:
        """Give the page with its links as buttons; the step that led to the same page is not repeated."""
        steps = (*trail[-MOST_STEPS:], *([answer.address] if trail[-1:] != (answer.address,) else []))
        return buttons.with_buttons(
            answer.html.replace(self._plain, self._style, 1),
            own=answer.address,
            way_out=around.neutral_site,
            trail=steps,
            above=self._site.render(self._around(around.locale, can_go_back=len(steps) > 1)),
        )

    def _around(self, locale: Locale, *, can_go_back: bool = False) -> HidingPart:
        return HidingPart(Frame(locale, self._site.locales), can_go_back=can_go_back)

    def _spoken(self, html: str) -> Locale:
        found = LANGUAGE.search(html)
        return i18n.negotiate(found and found[1], self._site.locales)
