"""Hours in words: true to what the hours do, in the days, clock and order of the reader."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from resources import hours, hours_words
from tests.test_hours import IN_THE_DATA

BRITISH = Locale("en", "GB")
SIX = [Locale(name) for name in ("en", "ar", "de", "es", "fr", "uk")]
DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]


def as_written(message: str) -> str:
    return message


def plain_spaces(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u2009", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("24/7", "every day, day and night"),
        ("Mo-Su 00:00-24:00", "every day, day and night"),
        ("Mo-Fr 09:00-17:00", "Mon–Fri, 09:00–17:00"),
        ("Mo-Su 09:00-23:00", "every day, 09:00–23:00"),
        ("Mo-Fr 10:00-13:00,14:00-19:00", "Mon–Fri, 10:00–13:00 and 14:00–19:00"),
        ("Mo,We,Fr 15:00-18:00", "Mon, Wed and Fri, 15:00–18:00"),
        ("Tu 17:00-19:00; Th 19:00-21:00", "Tue, 17:00–19:00; Thu, 19:00–21:00"),
        ("Mo-Fr 12:00-20:00; Sa 09:30-14:00", "Mon–Fri, 12:00–20:00; Sat, 09:30–14:00"),
        # two days are named, three make a range
        ("Sa-Su 10:00-18:00", "Sat and Sun, 10:00–18:00"),
        ("Fr-Su 10:00-18:00", "Fri–Sun, 10:00–18:00"),
        # the week is a circle
        ("Su-Th 08:00-20:00; Fr,Sa 09:00-17:00", "Sun–Thu, 08:00–20:00; Fri and Sat, 09:00–17:00"),
        # days with the same hours stand together, however they are spelled
        ("Mo 09:00-17:00; Tu 09:00-17:00; We 09:00-17:00", "Mon–Wed, 09:00–17:00"),
        # a night belongs to the day on which it begins
        ("Mo-Su 17:00-09:00", "every day, 17:00–09:00"),
        ("Fr 22:00-06:00", "Fri, 22:00–06:00"),
        ("Mo-Su 18:00-24:00", "every day, 18:00–24:00"),
        ("Mo-Fr 00:00-24:00", "Mon–Fri, day and night"),
        (
            "Mo-Fr 17:00-24:00,00:00-09:00; Sa-Su,PH 00:00-24:00",
            "Mon–Fri, 00:00–09:00 and 17:00–24:00; Sat and Sun, day and night; public holidays: day and night",
        ),
        # public holidays, where the hours name them
        ("Mo-Fr 09:00-17:00; PH off", "Mon–Fri, 09:00–17:00; public holidays: closed"),
        ("Mo-Su,PH 12:00-20:00", "every day, 12:00–20:00; public holidays: 12:00–20:00"),
        ("PH 10:00-12:00", "public holidays: 10:00–12:00"),
        # days of the year on which the week does not hold
        ("Mo-Su 16:00-21:00; Dec 29-Jan 03 off", "every day, 16:00–21:00; other hours on some days of the year"),
        ("Mo-Su 16:00-21:00; Dec 31 off", "every day, 16:00–21:00; other hours on some days of the year"),
        ("Mo-Su 16:00-21:00; Jan 01 off", "every day, 16:00–21:00; other hours on some days of the year"),
        ("Mo-Su 16:00-21:00; PH 10:00-11:00; Jan 01 off",
         "every day, 16:00–21:00; public holidays: 10:00–11:00; other hours on some days of the year"),
        ("Mo-Su 16:00-21:00; PH 10:00-11:00; Jul PH off",
         "every day, 16:00–21:00; public holidays: 10:00–11:00; other hours on some days of the year"),
    ],
)  # fmt: skip
def test_hours_read_as_one_plain_line(expression, words):
    assert hours_words.describe(expression, BRITISH, as_written) == words


@pytest.mark.parametrize(
    "expression",
    [
        "Jan-Jun 09:00-12:00; Jul-Dec 14:00-18:00",  # no week is usual
        "Jul-Aug 09:00-12:00",  # closed for most of the year is no week
        "Mo-Su,PH 12:00-20:00; Fr off",  # a holiday's hours depend on the day
    ],
)
def test_what_one_line_cannot_say_truthfully_is_not_said(expression):
    assert hours_words.describe(hours.checked(expression), BRITISH, as_written) is None


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "Mon–Thu, 8:00 AM – 4:30 PM; Sat and Sun, 10:00 AM – 4:00 AM"),  # both halves of the day, always
        ("ar", "الاثنين–الخميس, 8:00 ص – 4:30 م; السبت والأحد, 10:00 ص – 4:00 ص"),
        ("ar_EG", "السبت والأحد, 10:00 ص – 4:00 ص; الاثنين–الخميس, 8:00 ص – 4:30 م"),  # a week that begins on Saturday
        ("de", "Mo–Do, 08:00–16:30 Uhr; Sa und So, 10:00–04:00 Uhr"),
        ("es", "lun–jue, 8:00–16:30; sáb y dom, 10:00–4:00"),
        ("fr", "lun.–jeu., 08:00 – 16:30; sam. et dim., 10:00 – 04:00"),
        ("uk", "пн–чт, 08:00–16:30; сб і нд, 10:00–04:00"),
    ],
)
def test_days_clock_and_order_are_those_of_the_reader(locale, words):
    line = hours_words.describe("Mo-Th 08:00-16:30, Sa-Su 10:00-04:00", Locale.parse(locale), as_written)

    assert plain_spaces(line) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "every day, 6:00 PM – midnight"),
        ("ar", "every day, 6:00 م – midnight"),
        ("de", "every day, 18:00–24:00 Uhr"),
        ("es", "every day, 18:00–24:00"),
        ("fr", "every day, 18:00 – 24:00"),
        ("uk", "every day, 18:00–24:00"),
    ],
)
def test_the_midnight_that_ends_a_day_is_its_24th_hour(locale, words):
    line = hours_words.describe("Mo-Su 18:00-24:00", Locale.parse(locale), as_written)

    assert plain_spaces(line) == words


def test_the_midnight_that_begins_a_day_is_named_on_a_clock_of_twelve_hours():
    line = hours_words.describe("Mo-Su 00:00-09:00", Locale("en"), as_written)

    assert plain_spaces(line) == "every day, midnight – 9:00 AM"


def test_every_word_that_is_not_a_day_or_a_time_is_translated():
    german = {
        "%(days)s, %(times)s": "%(days)s: %(times)s",
        "%(first)s; %(second)s": "%(first)s / %(second)s",
        "%(first)s–%(last)s": "%(first)s bis %(last)s",
        "day and night": "Tag und Nacht",
        "public holidays: %(times)s": "Feiertage: %(times)s",
        "closed": "geschlossen",
        "other hours on some days of the year": "an einzelnen Tagen andere Zeiten",
    }
    expression = "Mo-Fr 08:00-16:00; Sa 00:00-24:00; Dec 31 off; PH off"

    line = hours_words.describe(expression, Locale("de"), german.__getitem__)

    assert line == (
        "Mo bis Fr: 08:00–16:00 Uhr / Sa: Tag und Nacht / Feiertage: geschlossen / an einzelnen Tagen andere Zeiten"
    )


@pytest.mark.parametrize("locale", SIX, ids=str)
@pytest.mark.parametrize("expression", IN_THE_DATA)
def test_all_hours_of_the_listings_can_be_said_in_every_language(expression, locale):
    assert hours_words.describe(expression, locale, as_written)


@settings(deadline=None)  # a busy machine is no fault
@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    start=st.integers(0, 23),
    length=st.integers(1, 23),
    locale=st.sampled_from(SIX),
)
def test_the_spelling_of_the_same_hours_changes_nothing(days, start, length, locale):
    times = f"{start:02}:00-{(start + length) % 24:02}:00"
    listed = ",".join(DAYS[day] for day in sorted(days))
    in_rules = ", ".join(f"{DAYS[day]} {times}" for day in sorted(days, reverse=True))

    lines = {hours_words.describe(text, locale, as_written) for text in (f"{listed} {times}", in_rules)}

    assert len(lines) == 1


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("moment", "locale", "words"),
    [
        ("2026-11-23T22:00", "en_GB", "22:00"),
        ("2026-11-23T22:00", "en", "10:00 PM"),
        ("2026-11-23T22:00", "ar", "10:00 م"),
        ("2026-11-24T00:00", "en_GB", "00:00"),  # today's midnight
        ("2026-11-24T00:01", "en_GB", "Tue 00:01"),
        ("2026-11-25T00:00", "en", "midnight between Tue and Wed"),
        ("2026-11-29T00:00", "uk", "midnight between сб and нд"),
        ("2026-11-30T00:00", "en_GB", "Mon 30 Nov"),
        ("2026-11-24T09:00", "en", "Tue 9:00 AM"),
        ("2026-11-24T09:00", "de", "Di., 09:00"),
        ("2026-11-29T09:00", "en_GB", "Sun 09:00"),
        ("2026-11-30T09:00", "en_GB", "Mon 30 Nov"),  # another Monday
        ("2027-01-04T16:00", "uk", "пн, 4 січ."),
    ],
)
def test_a_weekday_is_written_where_the_moment_is_not_today(moment, locale, words):
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/London"))

    assert plain_spaces(hours_words.local_time(at, Locale.parse(locale), as_written, now=NOW)) == words


def test_today_is_the_day_at_the_service():
    tuesday_morning = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    already_tuesday_there = NOW + timedelta(hours=4)

    assert hours_words.local_time(tuesday_morning, BRITISH, as_written, now=already_tuesday_there) == "09:00"
