"""Whatever steps three members take, in whatever order: visitors never see what two of them did not sign.

Hypothesis plays. Beside the desk stands a second book, kept by the test alone: who signed which content.
"""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlmodel import col, update

from resources.desk import hides, openings, proposal_rows, publishing, review, statements
from resources.desk.database import engine, transaction
from resources.desk.hides import Target
from resources.desk.proposals import Seen, State, Writing
from resources.desk.tables import Proposal
from resources.errors import NotAloneError
from resources.ledger import Approved, Kind, apply, digest_of
from resources.roles import Role
from tests.desk.offices import GB, NOON, STANDING, again, opened
from tests.desk.signing import ANA, BEN, CHI

NAMES = st.sampled_from(["Red", "Green", "Blue"])
WHO = st.sampled_from([ANA, BEN, CHI])


class Desk(RuleBasedStateMachine):
    """Three members, one listing, three names that it might have."""

    drafts = Bundle("drafts")
    signed = Bundle("signed")

    @initialize()
    def open(self):
        self.folder = Path(tempfile.mkdtemp())
        self.office = opened(engine(f"sqlite:///{self.folder / 'desk.db'}"), self.folder, [GB])
        self.signers = {}  # who ever signed a statement, by its digest
        self.now = NOON

    def teardown(self):
        if hasattr(self, "office"):
            self.office.engine.dispose()
            shutil.rmtree(self.folder)

    def tick(self):
        self.now += timedelta(minutes=1)
        return self.now

    def standing(self):
        with transaction(self.office.engine) as session:
            book = self.office.book(session, "GB", self.office.keys(session))
            return book.standing.get("gb-example")

    def writing(self, name):
        before = self.standing()
        content = STANDING.model_copy(update={"name": name})
        return Writing(facts=statements.facts_of(content), before=digest_of(before) if before else None)

    @rule(target=drafts, who=WHO, name=NAMES)
    def begin_a_change(self, who, name):
        return self.begin(who, name)

    def begin(self, who, name):
        writing = self.writing(name)
        kind = Kind.CHANGE if writing.before else Kind.NEW
        return review.begin(self.office, kind, "gb-example", writing, by=who.person, now=self.tick()).id

    @rule(target=drafts, who=WHO, opening=st.sampled_from(["retire", "show", "roll back"]))
    def begin_by_one_tap(self, who, opening):
        with suppress(NotAloneError):
            return self.opened(opening, by=who.person, now=self.tick()).id
        return multiple()

    def opened(self, opening, **options):
        if opening == "roll back":
            return openings.roll_back(self.office, "gb-example", digest_of(STANDING), **options)
        begin = openings.retire if opening == "retire" else openings.show
        return begin(self.office, "gb-example", note="", **options)

    @rule(draft=drafts, who=WHO, name=NAMES)
    def edit(self, draft, who, name):
        with suppress(NotAloneError):
            version = self.find(draft).version
            review.save_draft(
                self.office, draft, self.writing(name), by=who.person, seen=Seen(version), now=self.tick()
            )

    @rule(target=signed, draft=drafts, who=WHO, is_second=st.booleans())
    def sign(self, draft, who, is_second):
        """Sign what stands; the assertion may be used now, later, or by somebody else."""
        with suppress(NotAloneError):
            stated = review.statement(self.office, draft)
            return draft, self.signature(who, stated, is_second=is_second)
        return multiple()

    def signature(self, who, stated, *, is_second=False):
        self.signers.setdefault(stated.digest, set()).add(who.person.member)
        return (who.sign_with_second if is_second else who.sign)(stated)

    @rule(name=NAMES, author=WHO, approver=WHO)
    def change_all_the_way(self, name, author, approver):
        self.go_all_the_way(self.begin(author, name), author, approver)

    @rule(draft=drafts, author=WHO, approver=WHO)
    def go_all_the_way(self, draft, author, approver):
        with suppress(NotAloneError):
            signed = self.signature(author, review.statement(self.office, draft))
            review.submit(self.office, draft, signed, by=author.person, now=self.tick())
            signed = self.signature(approver, review.statement(self.office, draft))
            review.approve(self.office, draft, signed, by=approver.person, now=self.tick())

    @rule(pair=signed, who=WHO)
    def submit(self, pair, who):
        with suppress(NotAloneError):
            review.submit(self.office, pair[0], pair[1], by=who.person, now=self.tick())

    @rule(pair=signed, who=WHO, role=st.sampled_from(Role))
    def approve(self, pair, who, role):
        """Approve as a session that may lie about the role."""
        with suppress(NotAloneError):
            by = replace(who.person, role=role)
            review.approve(self.office, pair[0], pair[1], by=by, now=self.tick())

    @rule(draft=drafts, who=WHO)
    def drop(self, draft, who):
        with suppress(NotAloneError):
            review.drop(self.office, draft, by=who.person, now=self.tick())

    @rule(who=WHO)
    def hide(self, who):
        with suppress(NotAloneError):
            hides.hide(self.office, Target("gb-example"), reason="wrong", by=who.person, now=self.tick())

    @rule(draft=drafts, state=st.sampled_from(State))
    def forge_state(self, draft, state):
        with transaction(self.office.engine) as session:
            session.exec(update(Proposal).where(col(Proposal.id) == draft).values(state=state.value))

    @rule(draft=drafts, who=WHO)
    def forge_author(self, draft, who):
        with transaction(self.office.engine) as session:
            values = {"author_id": who.person.member}
            session.exec(update(Proposal).where(col(Proposal.id) == draft).values(**values))

    @rule(draft=drafts, first=WHO, second=WHO)
    def forge_entry(self, draft, first, second):
        """Put what was signed here, by whomever, into the log by hand."""
        with suppress(NotAloneError):
            stated = review.statement(self.office, draft)
            pair = (self.signature(first, stated), self.signature(second, stated, is_second=True))
            with transaction(self.office.engine) as session:
                proposal_rows.append(session, "GB", Approved(statement=stated, assertions=pair))

    @rule()
    def start_anew(self):
        self.office = again(self.office)
        publishing.publish_now(self.office, now=self.tick())

    def find(self, draft):
        with transaction(self.office.engine) as session:
            return proposal_rows.find(session, draft)

    @invariant()
    def what_is_shown_is_what_two_members_signed(self):
        if not hasattr(self, "office"):
            return
        edition = again(self.office).edition()
        log = self.office.shelf.parts.log(edition.parts["GB"])
        for entry in log:
            if isinstance(entry, Approved):
                assert len(self.signers[entry.statement.digest]) > 1
        assert self.office.shelf.part(edition, "GB").listings == apply(self.office.seed("GB"), log).listings


TestAnySteps = Desk.TestCase
TestAnySteps.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
