"""What did not do is said in the reader's language, and a library's own words are said to nobody."""

import pytest
from babel.messages.pofile import read_po

from resources.desk import fault_words
from resources.errors import (
    AssertionRefusedError,
    InvitationError,
    KeyringError,
    NotAllowedError,
    OwnApprovalError,
)
from resources.keyring import Obstacle
from tests.conftest import ROOT
from tests.desk.clients import Guest
from tests.desk.signing import RELYING

MESSAGES = {value for name, value in vars(fault_words).items() if isinstance(value, str) and name.strip("_").isupper()}


def test_every_reason_is_said_in_german() -> None:
    with (ROOT / "translations/de/LC_MESSAGES/desk.po").open("rb") as file:
        catalogue = read_po(file)

    assert len(MESSAGES) > 12
    assert [text for text in MESSAGES if text not in catalogue or not catalogue[text].string] == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AssertionRefusedError("", fault_words.NO_NAME), fault_words.NO_NAME),
        (InvitationError(fault_words.DEAD_LINK), fault_words.DEAD_LINK),
        (OwnApprovalError("p"), "its author signed it already; another member approves it"),
        (NotAllowedError("sign", "the proposal is dropped"), fault_words._NOT_ALLOWED),
        (AssertionRefusedError("abc", "User verification is required but user was not verified"), fault_words._OTHER),
        (KeyringError(3, "no good key of a member"), fault_words._OTHER),
        (KeyringError(0, fault_words.UNDERWAY), fault_words.UNDERWAY),
        (KeyringError(0, fault_words.NO_KEYS), fault_words.NO_KEYS),
        (KeyringError(2, Obstacle.TOO_FEW), fault_words._OBSTACLES[Obstacle.TOO_FEW]),
    ],
)
def test_each_error_is_said_in_words_of_ours(error, said) -> None:
    assert fault_words.said(error) == said


def test_a_link_that_does_not_work_is_told_in_the_language_of_the_reader(guest: Guest) -> None:
    answer = guest.browser.get("/desk/join/nothing/", base_url=RELYING.origin, headers={"Accept-Language": "de"})

    assert "dieser Link wurde schon benutzt" in answer.text
