"""What a log makes of the bundled facts: the same each time, nothing lost, nothing shown that was hidden."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import ledger
from resources.errors import LedgerError
from resources.ledger import Approved, Entry, Hidden, Kind, Statement, apply, digest_of
from resources.listing import Country
from tests.builders import country, listing, phone
from tests.desk.signing import BEN, CHI, KEYS, approved, statement

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIRST, SECOND = "0800 1111", "0808 800 5000"
STANDING = listing(phones=(phone(), phone(number=SECOND)), report_url="https://www.example.org.uk/report")
OTHER = listing(id="gb-other", name="Other")
SEED = country(STANDING, OTHER)
SIGNATURES = approved(statement()).assertions  # `apply` does not look at them


def hide(number: int = 1, **what: object) -> Hidden:
    facts = {"id": f"{number:032x}", "listing": "gb-example", "at": NOON, "reason": "rings nowhere"}
    return Hidden(**(facts | what))


def entry(kind: Kind, number: int = 9, **changes: object) -> Approved:
    facts = {"kind": kind, "proposal": f"{number:032x}", "content": None, "before": None, **changes}
    return Approved(statement=statement(**facts), assertions=SIGNATURES)


HIDES = [
    hide(),
    hide(phone=FIRST),
    hide(phone=SECOND),
    hide(link="website"),
    hide(link="report_url"),
    hide(link="chat"),
]
names = st.sampled_from(["gb-example", "gb-other", "gb-third"])
numbers = st.integers(min_value=1, max_value=6)
hides = st.builds(
    hide, numbers, listing=names, phone=st.sampled_from([None, FIRST]), link=st.sampled_from([None, "website"])
)
contents = st.builds(lambda name, title: listing(id=name, name=title), names, st.sampled_from(["A", "B"]))
changes = st.builds(lambda content: entry(Kind.CHANGE, content=content, listing_id=content.id), contents)
retirements = st.builds(lambda name: entry(Kind.RETIRE, listing_id=name), names)
shows = st.builds(lambda name, number: entry(Kind.SHOW, listing_id=name, hides=(f"{number:032x}",)), names, numbers)
logs = st.lists(st.one_of(hides, changes, retirements, shows), max_size=8)


def facts(shown: Country) -> set[tuple[str, str]]:
    """Give every fact by which a visitor could reach somebody."""
    return {(one.id, fact) for one in shown.listings for fact in (*(p.number for p in one.phones), one.website) if fact}


@given(logs)
def test_same_log_makes_the_same_facts_also_after_it_was_written_and_read(log: list[Entry]):
    again = ledger.Entries.validate_json(ledger.dumps(log))

    assert again == tuple(log)
    assert apply(SEED, again) == apply(SEED, log) == apply(SEED, iter(log))


@given(logs, logs)
def test_log_can_be_applied_in_two_parts(log: list[Entry], more: list[Entry]):
    """What stands after a part of the log is what the rest goes on from; hides apart, which speak at the end."""
    changed = [one for one in log if isinstance(one, Approved)]
    stood = SEED.model_copy(update={"listings": tuple(ledger.stand(SEED, changed).values())})

    assert ledger.stand(stood, more) == ledger.stand(SEED, [*changed, *more])


@given(logs, hides)
def test_hiding_only_takes_away(log: list[Entry], hidden: Hidden):
    new = hidden.model_copy(update={"id": "f" * 32})

    assert facts(apply(SEED, [*log, new])) <= facts(apply(SEED, log))


@given(logs, hides)
def test_what_was_hidden_and_is_shown_again_is_as_it_was(log: list[Entry], hidden: Hidden):
    new = hidden.model_copy(update={"id": "f" * 32})
    shown = entry(Kind.SHOW, listing_id=new.listing, hides=(new.id,))

    assert apply(SEED, [*log, new, shown]) == apply(SEED, log)


@pytest.mark.parametrize("hidden", HIDES)
def test_hide_outlives_a_change_until_it_is_lifted(hidden: Hidden):
    change = entry(Kind.CHANGE, content=STANDING)

    assert apply(SEED, [hidden, change]) == apply(SEED, [hidden])
    assert apply(SEED, [hidden, entry(Kind.CHANGE, content=STANDING, hides=(hidden.id,))]) == SEED


def test_hidden_phone_or_link_is_left_out_and_all_else_stays():
    def without(**what: object) -> object:
        return apply(SEED, [hide(**what)]).listings[0]

    assert without(phone=FIRST) == STANDING.model_copy(update={"phones": STANDING.phones[1:]})
    assert without(link="website") == STANDING.model_copy(update={"website": None})
    assert without(link="report_url") == STANDING.model_copy(update={"report_url": None})
    assert apply(SEED, [hide()]).listings == (OTHER,)


def test_listing_that_nobody_can_reach_any_more_is_left_out():
    log = [hide(1, phone=FIRST), hide(2, phone=SECOND), hide(3, link="website"), hide(4, link="report_url")]

    assert apply(SEED, log).listings == (OTHER,)


def test_retired_listing_is_gone_and_a_roll_back_brings_back_what_it_says():
    retired = entry(Kind.RETIRE, 1)

    assert apply(SEED, [retired]).listings == (OTHER,)
    assert set(apply(SEED, [retired, entry(Kind.ROLL_BACK, 2, content=STANDING)]).listings) == {STANDING, OTHER}


# Who signed


def verify(*log: Entry, since: int | None = 0) -> None:
    ledger.verify(country(listing()), log, KEYS, since=since)


def test_what_two_members_signed_counts():
    verify(approved(statement()), hide(phone=FIRST))


def chain(length: int) -> list[Approved]:
    """Change a listing again and again, each time over what stood."""
    log, stood = [], listing()
    for number in range(length):
        content = listing(name=f"Change {number}")
        log.append(approved(statement(proposal=f"{number:032x}", content=content, before=digest_of(stood))))
        stood = content
    return log


@pytest.mark.parametrize(
    "tampered",
    [
        lambda log: [log[1], *log[2:]],
        lambda log: [log[1], log[0], log[2]],
        lambda log: [log[0], log[2]],
        lambda log: [*log, log[0]],
    ],
    ids=["beginning left out", "out of order", "middle left out", "played again"],
)
def test_log_that_was_tampered_with_is_refused(tampered):
    verify(*chain(3))

    with pytest.raises(LedgerError):
        verify(*tampered(chain(3)))


def test_hide_stands_in_a_log_once():
    verify(hide(1), hide(2))

    with pytest.raises(LedgerError, match="what was signed once counts once"):
        verify(hide(1), hide(1))


def test_refusal_names_country_entry_and_reason():
    with pytest.raises(LedgerError, match=r"GB.*2.*member 2 signed it twice"):
        verify(chain(1)[0], approved(chain(2)[1].statement, BEN, BEN))


def test_any_field_of_a_statement_that_is_changed_breaks_both_signatures():
    signed = approved(statement())
    for changed in (
        {"content": listing(name="False")},
        {"kind": Kind.ROLL_BACK},
        {"proposal": "f" * 32},
        {"before": None},
        {"hides": ("f" * 32,)},
        {"keyring": 3},
    ):
        false = Statement.model_validate(signed.statement.model_copy(update=changed).model_dump())
        with pytest.raises(LedgerError, match="challenge"):
            verify(signed.model_copy(update={"statement": false}))


def test_without_anything_before_keys_count_by_the_keyring_of_their_time():
    early = approved(statement(keyring=2), CHI, BEN)

    with pytest.raises(LedgerError, match="no good key"):
        verify(early, since=None)
    verify(approved(statement(keyring=3), CHI, BEN), since=None)
