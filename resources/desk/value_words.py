"""What members read of a value that does not do: the sentences of the rules, as messages that a locale translates.

A sentence is found again by its form, so those who check values need not know that there are languages. One that is not
here, such as a library's, is said as it is.
"""

import re
from collections.abc import Iterator
from typing import Final

from resources import words
from resources.desk import field_words
from resources.i18n import gettext
from resources.messages import N_
from resources.terms import Fact

MESSAGES: Final = (
    # of each field
    N_("empty; write it"),
    N_("empty; give at least one"),
    N_("nothing chosen; choose one"),
    N_("not a term that is known here; choose one of these"),
    N_("not a term that is known here; write one of %(terms)s"),
    N_("missing; add the field, with null or [] where it is not known"),
    N_("no such field; correct its name, or remove it"),
    N_("write true, false, or null where it is not known"),
    N_("write true, false, or leave it empty where it is not known"),
    N_("write text in quotation marks"),
    N_("too long; write %(count)s signs at most"),
    N_("write a list, such as [a, b]"),
    N_("write a block of fields"),
    N_("write it on one line, as plain text"),
    N_("write the country code, then the name in short: gb-childline"),
    N_("write a date as exact as the page gives it: %(year)s, %(month)s or %(day)s"),
    N_("write a date: %(example)s"),
    N_("write one address, such as help@example.org"),
    N_("write + and digits only, country code first, or null where it cannot be dialled from abroad"),
    N_("write + and digits only, country code first, or leave it empty where it cannot be dialled from abroad"),
    # numbers
    N_("a number is digits, spaces and + - ( ) / * # only; write it as a caller dials it, in figures"),
    N_("the numbering metadata knows this number; remove %(field)s"),
    N_("not a number that can be dialled in %(country)s; correct it, or give the reason to keep it in %(field)s"),
    # hours
    N_("not opening_hours syntax; write for instance %(example)s"),
    N_("depends on more than clock and calendar; write times such as %(example)s, and the rest in the notes"),
    N_("begins and ends at the same time; write %(example)s for a whole day"),
    N_("there is no %(date)s; write a date of the calendar"),
    N_("a night is cut at midnight beside ; || or off; write a comma for ; such as %(example)s"),
    N_("holidays stand in a list of days; write for instance %(example)s"),
    N_("never opens; write the hours of opening, or null where they are not known"),
    N_("never opens; write the hours of opening, or leave it empty where they are not known"),
    N_("%(warning)s; write for instance %(example)s"),
    # addresses of pages
    N_("an address holds no spaces, quotation marks or control signs; copy it whole from the browser"),
    N_("longer than %(count)s signs; name the page without what its address was searched with"),
    N_("not the address of a page; copy it whole from the browser, https:// included"),
    N_("not the address of a page; begin it with https:// and the name of the host"),
    N_("a name before the @ hides the host; write the address without it"),
    N_("the host stands under no public suffix; name the body's public site"),
    N_("no page is served at port 0; leave the port out"),
    N_("“%(part)s” cannot be part of a host; copy the address from the body's own page"),
    N_("“%(part)s” mixes scripts, as a look-alike of another host would; name the body's own host"),
    N_("“%(part)s” can be taken for another host; name the body's own host"),
    # places and languages
    N_("not a country code of %(standard)s; write two capital letters such as KE"),
    N_("not a region code of %(standard)s; write the country, a hyphen and the region, such as GB-SCT"),
    N_("not a time zone of the IANA database; write a name such as Africa/Nairobi"),
    N_("not a language tag of BCP 47; write a tag such as sw, zh-Hant or pt-BR"),
    N_("CLDR has no name for %(tag)s; write the tag of a language that it names, such as sw"),
    # a listing as a whole
    N_("only a regional service has a region; write scope: regional, or null"),
    N_("only a regional service has a region; write scope: regional, or leave it empty"),
    N_("not a region of %(country)s; write one that begins with it"),
    N_("no way to reach the service; give a number, an address or a page"),
    N_("no page in `evidence` supports accepts; name the page that says so, or write status: candidate"),
    N_(
        "%(domain)s is the domain of no official page in `evidence`, and no page supports report_url; "
        "name such a page, or write null"
    ),
    N_(
        "%(domain)s is the domain of no official page in `evidence`, and no page supports report_url; "
        "name such a page, or leave it empty"
    ),
    N_("the pages in `evidence` show that the host answers over https; write https://"),
    N_("no link of the listing leads to %(domain)s; name a page of a site that one does"),
    N_("%(domain)s is said to be this already, or its opposite; keep the one that is true now"),
    # a proposal
    N_("visitors would not see it; write listed, or retire it"),
    N_("no page read for this change supports %(fact)s; add the page to the evidence, or date it anew"),
    N_("another listing's; write %(id)s"),
    N_("nothing is written yet; write the listing, or drop the proposal"),
    N_("it changes nothing that stands; change something, or drop the proposal"),
    N_("no such listing stands; drop the proposal"),
    N_("nothing of it is hidden; drop the proposal"),
    N_("not a state in which it ever stood, or it stands so now; choose one of its past"),
    N_("it is not hidden any more; look at the listing anew"),
    # a file with many
    N_("no file, or an empty one; choose a YAML or CSV file"),
    N_("too large; a file holds at most 1 MiB, so part it"),
    N_("not UTF-8 at byte %(byte)s; save the file in that encoding"),
    N_("no row in it; write one listing a row"),
    N_("too many; a file holds at most %(count)s rows, so part it"),
    N_("no listings; write a list of them, or a country's file"),
    N_("not a listing; write a block of fields"),
    N_("begin it with a country's code, as in gb-childline"),
    N_("no such column; the first line names the columns, and `id` is one of them"),
    N_("no such column; name a field, or phones.1.number, evidence.1.url and so on"),
    N_("stands %(times)s times; keep one column of it"),
    N_("more cells than columns; put text that holds a comma in double quotes"),
    N_("not a CSV file (%(problem)s); save it with commas and double quotes"),
    N_("not one YAML document; %(problem)s"),
    N_("the file is empty; write country, emergency and listings"),
    N_("YAML anchors are not read; write the value out"),
    N_("YAML tags are not read; remove it"),
    N_("the name of a field is one word; write it so"),
    N_("stands twice (line %(line)s); keep one"),
)
FILLED: Final = re.compile(r"%\((\w+)\)s")
STEP: Final = re.compile(r"([a-z_]\w*)(?:\.([0-9]+))?")
QUOTED: Final = N_("“%(words)s”")
OF_A_FORM = "“"  # a field that is named as a form names it, not as a file does


def _pattern(message: str) -> re.Pattern[str]:
    *parts, last = FILLED.split(message)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return re.compile("".join(f"{re.escape(text)}(?P<{name}>.+)" for text, name in pairs) + re.escape(last), re.DOTALL)


PATTERNS: Final = {message: _pattern(message) for message in MESSAGES}


def said(remedy: str) -> str:
    """Say what is wrong with a value, and what mends it, in the locale being spoken."""
    for message, pattern in PATTERNS.items():
        if match := pattern.fullmatch(remedy):
            return gettext(message) % {name: _filled(name, value) for name, value in match.groupdict().items()}
    return remedy


def _filled(name: str, value: str) -> str:
    if name == "field" and value.startswith(OF_A_FORM):
        return gettext(QUOTED) % {"words": field_words.label("phones.unusual")}
    return words.label(Fact(value)) if name == "fact" else value


def place(field: str) -> str:
    """Name a field by its place, as a form does: “Phones 1 › Hours” for `phones.0.hours`; what is none as it is."""
    return " › ".join(_steps(field)) or field


def _steps(field: str) -> Iterator[str]:
    path = ""
    for name, index in STEP.findall(field):
        path = f"{path}.{name}".removeprefix(".")
        if not field_words.is_named(path):
            return
        label = field_words.label(path)
        yield f"{label} {int(index) + 1}" if index else label


def counted(field: str) -> str:
    """Name a field as a file's own columns do, which count from one: `phones.1.hours` for `phones.0.hours`."""
    return ".".join(str(int(step) + 1) if step.isdecimal() else step for step in field.split("."))
