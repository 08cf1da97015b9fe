import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import numbers
from resources.terms import Channel

# number as dialled, country
KNOWN = [
    ("0800 1111", "GB"),  # national, valid in the plan
    ("+44 1372 847 161", "GB"),  # international form
    ("(+212) 06 24 40 58 89", "MA"),  # a page's brackets, and a 0 that nobody dials
    ("999", "GB"),  # emergency
    ("116 111", "SE"),  # short, valid
    ("1098", "BD"),  # short, possible only: the metadata is incomplete
    ("*4242", "CL"),  # keys beyond the digits
    ("192", "XK"),  # a country that ISO 3166-1 does not have
]

# number, country: what no metadata knows
UNKNOWN = [
    ("0800 111111111", "GB"),  # one slip too long
    ("0800 11112", "GB"),  # one slip too short for the plan, too long for a short number
    ("1480", "CY"),  # stands on its page, yet not in the metadata
    ("866-7428", "TT"),  # without its area code
    ("999", "GS"),  # nobody keeps a plan of the territory
    ("116 000", "ZZ"),  # many countries: only an international form can be known
    ("+999 1", "GB"),  # no such country
]

NOT_DIALLED = ["0800 CHILD", "0800-ABUSED", "", " ", "call 999", "999;ext=1", "٩٩٩", "0800 1111\n", "+", "1 or 2"]


@pytest.mark.parametrize(("number", "country"), KNOWN)
def test_known_number_is_no_fault(number, country):
    assert numbers.fault(number, country, is_unusual=False) is None


@pytest.mark.parametrize(("number", "country"), KNOWN)
def test_known_number_needs_no_reason(number, country):
    assert "remove `unusual`" in numbers.fault(number, country, is_unusual=True)


@pytest.mark.parametrize(("number", "country"), UNKNOWN)
def test_unknown_number_asks_for_a_correction_or_a_reason(number, country):
    assert "`unusual`" in numbers.fault(number, country, is_unusual=False)


@pytest.mark.parametrize(("number", "country"), UNKNOWN)
def test_unknown_number_with_a_reason_is_kept(number, country):
    assert numbers.fault(number, country, is_unusual=True) is None


@pytest.mark.parametrize("is_unusual", [False, True])
@pytest.mark.parametrize("number", NOT_DIALLED)
def test_what_is_not_dialled_is_refused_with_a_reason_or_without(number, is_unusual):
    assert "in figures" in numbers.fault(number, "GB", is_unusual=is_unusual)


# number, e164, channel, the address behind it
LINKS = [
    ("0800 1111", None, Channel.VOICE, "tel:08001111"),
    ("0800 1111", "+448001111", Channel.VOICE, "tel:08001111"),
    ("18001", None, Channel.TEXTPHONE, "tel:18001"),
    ("85258", None, Channel.SMS, "sms:85258"),
    ("#8103", None, Channel.VOICE, "tel:%238103"),
    ("*4242", None, Channel.VOICE, "tel:*4242"),
    ("+44 (0)20 7946 0018", None, Channel.VOICE, "tel:+442079460018"),
    ("+999 1", None, Channel.VOICE, "tel:+9991"),
    ("(61) 99611-0100", "+5561996110100", Channel.WHATSAPP, "https://wa.me/5561996110100"),
    ("+243 900 003 921", None, Channel.WHATSAPP, "https://wa.me/243900003921"),
    ("0900 003 921", None, Channel.WHATSAPP, "tel:0900003921"),
]


@pytest.mark.parametrize(("number", "e164", "channel", "address"), LINKS)
def test_link_opens_what_a_caller_dials(number, e164, channel, address):
    assert numbers.link(number, e164, channel) == address


@pytest.mark.parametrize(
    ("number", "e164", "is_local"),
    [
        ("0800 1111", None, True),
        ("020 7946 0018", "+442079460018", False),
        ("+44 20 7946 0018", None, False),
        ("(+212) 06 24 40 58 89", None, False),
    ],
)
def test_number_without_international_form_is_local(number, e164, is_local):
    assert numbers.is_local_only(number, e164) is is_local


@given(st.text(), st.sampled_from(["GB", "AQ", "ZZ"]), st.booleans())
def test_any_text_is_judged_and_never_stops_a_reading(number, country, is_unusual):
    fault = numbers.fault(number, country, is_unusual=is_unusual)

    assert fault is None or ";" in fault


@given(st.text(alphabet="0123456789 +-()/*#", max_size=25), st.sampled_from(Channel))
def test_link_of_any_number_holds_nothing_that_ends_an_attribute(number, channel):
    address = numbers.link(number, None, channel)

    assert not set(address) & set(" \"'<>&#")
