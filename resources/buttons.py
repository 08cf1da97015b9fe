"""A page whose links are buttons that look the same: each sends the address of its page in a form, to one address.

Works on our own pages, whose markup is even; what is not a link of ours stays as it is.
"""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape

FORM = "pages"  # the id of the form that every button belongs to
LINK = re.compile(r'<a(?P<before>[^<>]*?) href="(?P<to>[/?][^"]*)"(?P<after>[^<>]*)>(?P<words>.*?)</a>', re.DOTALL)
FORMS = re.compile(r'<form action="(?P<to>/[^"]*)" method="(?P<method>get|post)"(?P<about>[^>]*)>')
SWITCH = re.compile(r'<form class="switch".*?</form>', re.DOTALL)
OF_LINKS = re.compile(r' (?:rel|hreflang)="[^"]*"')  # what no button has
WAY_OUT = 'class="exit"'
MAIN = '<main id="main">'
FIELDS = {"get": "page", "post": "send"}
"""Under which name a form tells where it belongs, by the method that it had."""

UNKEPT = '<input type="password" name="kept" value="no" autocomplete="one-time-code" hidden>'
"""A secret that is none. What a form sends stays in files of the browser, but not where a secret is in it."""

SELECTORS = re.compile(r"[^{}]+(?={)")
ANCHOR = re.compile(r"(?<![\w.#-])a(?![\w-])")
BUTTON_RULE = "}button{"
LOOK = (
    "button:where([form]){all:unset;cursor:pointer;color:var(--brand);text-decoration:underline;"
    "text-underline-offset:.18em;overflow-wrap:anywhere}"
    ".doors button{inline-size:100%;box-sizing:border-box}"
    "form[hidden]{display:none}"
)
"""How a button becomes a link: as weak as the rule for links, so that what is said of some links wins."""
CONTRAST = "@media (forced-colors:active){button:where([form]):not(.exit,.ways button){border:0}}"


def with_buttons(html: str, *, own: str, way_out: str, trail: Iterable[str], above: str) -> str:
    """Turn the links and forms of a page into ones that keep their addresses to themselves.

    `own` is the page's address, `way_out` where the way out leads, `trail` the addresses that led here, this one the
    last, `above` the markup to stand before the page's own content.
    """
    hidden = "".join(_field("trail", address) for address in trail)
    html = LINK.sub(_button_maker(own.partition("?")[0], way_out), SWITCH.sub("", html))
    html = FORMS.sub(lambda form: _form(form, hidden), html)
    one = f'<form id="{FORM}" hidden action="/" method="post">{UNKEPT}{hidden}</form>'
    return html.replace(MAIN, f"{MAIN}\n{above}{one}", 1)


def with_look(style: str) -> str:
    """Make a style that says of links say the same of these buttons."""
    style = SELECTORS.sub(lambda part: ANCHOR.sub(":is(a,button)", part[0]), style)
    end = style.index("}", style.index(BUTTON_RULE) + 1) + 1
    return style[:end] + LOOK + style[end:] + CONTRAST


def _button_maker(path: str, way_out: str) -> Callable[[re.Match[str]], str]:
    def button(link: re.Match[str]) -> str:
        about = OF_LINKS.sub("", link["before"] + link["after"])
        to = unescape(link["to"])
        name, value = ("leave", way_out) if WAY_OUT in about else ("page", path + to if to.startswith("?") else to)
        return f'<button form="{FORM}" name="{name}" value="{escape(value)}"{about}>{link["words"]}</button>'

    return button


def _form(form: re.Match[str], hidden: str) -> str:
    unkept = UNKEPT if form["method"] == "get" else ""  # else it holds one already
    to = _field(FIELDS[form["method"]], unescape(form["to"]))
    return f'<form action="/" method="post"{form["about"]}>{unkept}{to}{hidden}'


def _field(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'
