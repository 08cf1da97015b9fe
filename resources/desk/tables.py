"""The desk's tables: the workflow, not the anatomy of a listing, which stands as JSON in one column.

Foreign keys restrict: who has done something can leave, but not be deleted. Times are UTC. Digests are hexadecimal.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """A time in UTC, aware of it also where the database is not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Write in UTC; refuse a time that does not tell its zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value}: a time without its zone; give it in UTC")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read as UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Table(SQLModel):
    """The root of every table."""

    # SQLModel declares `__tablename__` as a declared attribute; a plain name is what it becomes.
    __tablename__: ClassVar[Any]


class Member(Table, table=True):
    """Somebody who works at the desk. `id` stands in the keyring; one who left keeps the row."""

    __tablename__ = "member"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: str
    locale: str = "en"
    joined_at: datetime = Field(sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)


class Passkey(Table, table=True):
    """A passkey of a member, as `webauthn` checks it; id and key are base64url."""

    __tablename__ = "passkey"
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(index=True, foreign_key="member.id", ondelete="RESTRICT")
    credential_id: str = Field(unique=True)
    public_key: str
    label: str
    sign_count: int = 0
    added_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class Invitation(Table, table=True):
    """A link that works once. It recovers the account of `member_id` where that is set."""

    __tablename__ = "invitation"
    id: int | None = Field(default=None, primary_key=True)
    token_sha256: str = Field(unique=True)
    role: str
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="RESTRICT")
    invited_by: int | None = Field(default=None, foreign_key="member.id", ondelete="RESTRICT")
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class DeskSession(Table, table=True):
    """Somebody signed in; only the digest of the cookie is kept."""

    __tablename__ = "desk_session"
    token_sha256: str = Field(primary_key=True)
    member_id: int = Field(index=True, foreign_key="member.id", ondelete="RESTRICT")
    passkey_id: int = Field(foreign_key="passkey.id", ondelete="RESTRICT")
    csrf: str
    begun_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class Proposal(Table, table=True):
    """A proposal at this moment: what was typed, and what was signed of it."""

    __tablename__ = "proposal"
    id: str = Field(primary_key=True)
    kind: str
    listing_id: str = Field(index=True)
    country: str = Field(index=True)
    content: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    before: str | None = None
    hides: list[str] = Field(default_factory=list, sa_type=JSON)
    statement: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    state: str = Field(index=True)
    author_id: int = Field(foreign_key="member.id", ondelete="RESTRICT")
    version: int = 1
    note: str = ""
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)


class Approval(Table, table=True):
    """A member's signature under a proposal, the author's included."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("proposal_id", "member_id", "digest"),)
    id: int | None = Field(default=None, primary_key=True)
    proposal_id: str = Field(index=True, foreign_key="proposal.id", ondelete="RESTRICT")
    member_id: int = Field(foreign_key="member.id", ondelete="RESTRICT")
    passkey_id: int | None = Field(default=None, foreign_key="passkey.id", ondelete="RESTRICT")
    digest: str
    assertion: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)


class Ceremony(Table, table=True):
    """A challenge that a passkey was asked to sign to sign in or to join; good once, for minutes."""

    __tablename__ = "ceremony"
    challenge: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=Moment)


class Vouching(Table, table=True):
    """An entry of the keyring that waits for members to sign it; `keyring` is how many entries it follows."""

    __tablename__ = "vouching"
    id: int | None = Field(default=None, primary_key=True)
    entry: dict[str, Any] = Field(sa_type=JSON)
    keyring: int
    begun_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class KeyringEntry(Table, table=True):
    """An entry of the keyring, in its order."""

    __tablename__ = "keyring_entry"
    position: int = Field(primary_key=True)
    entry: dict[str, Any] = Field(sa_type=JSON)


class LedgerEntry(Table, table=True):
    """An entry of a country's log, in its order."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("country", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    country: str
    position: int
    entry: dict[str, Any] = Field(sa_type=JSON)


class Event(Table, table=True):
    """What somebody did, chained by hash; only ever added."""

    __tablename__ = "event"
    position: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="RESTRICT")
    kind: str
    subject: str
    data: dict[str, Any] = Field(sa_type=JSON)
    previous: str
    sha256: str = Field(unique=True)


class CheckRecord(Table, table=True):
    """What a check of one fact found; `on` is a date such as 2026-11-24, `hour` that of the day, both in UTC."""

    __tablename__ = "check_record"
    id: int | None = Field(default=None, primary_key=True)
    listing_id: str = Field(index=True)
    country: str = Field(index=True)
    fact: str
    value: str = ""
    method: str
    evidence_url: str | None = None
    result: str
    note: str = ""
    on: str
    hour: int = 0
    member_id: int = Field(foreign_key="member.id", ondelete="RESTRICT")


class Flag(Table, table=True):
    """What a visitor told us of a listing: a choice, the hour, never who."""

    __tablename__ = "flag"
    id: int | None = Field(default=None, primary_key=True)
    day: str = Field(index=True)
    hour: int
    listing_id: str = Field(index=True)
    wrong: str
    edition: int


class Watch(Table, table=True):
    """A page that we look at, and what it was when we last did."""

    __tablename__ = "watch"
    url: str = Field(primary_key=True)
    etag: str | None = None
    last_modified: str | None = None
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
    status: str = ""
    failures: int = 0


class WatchLink(Table, table=True):
    """A field of a listing that was found on a page, and the words around it there."""

    __tablename__ = "watch_link"
    url: str = Field(primary_key=True, foreign_key="watch.url", ondelete="RESTRICT")
    listing_id: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    snippet: str = ""
    snippet_sha256: str = ""


class Finding(Table, table=True):
    """What a look at a page found; a task until somebody settles it."""

    __tablename__ = "finding"
    id: int | None = Field(default=None, primary_key=True)
    url: str
    listing_id: str = Field(index=True)
    field: str
    kind: str
    before: str = ""
    after: str = ""
    found_at: datetime = Field(sa_type=Moment)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    settled_by: int | None = Field(default=None, foreign_key="member.id", ondelete="RESTRICT")


class Presence(Table, table=True):
    """Who has a listing open, so that two who edit it see each other."""

    __tablename__ = "presence"
    listing_id: str = Field(primary_key=True)
    member_id: int = Field(primary_key=True, foreign_key="member.id", ondelete="RESTRICT")
    seen_at: datetime = Field(sa_type=Moment)
