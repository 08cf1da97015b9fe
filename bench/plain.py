"""The same pages as a plain web application would build them: rows by SQLModel, a page by Jinja, at every request."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from sqlmodel import Field, Session, SQLModel, create_engine, select

from app import create_app, from_environment
from resources.listing import PUBLISHED, Country, Emergency, Listing
from resources.snapshot import Newest, Snapshot

ROOT = Path(__file__).resolve().parent.parent
ENGINE = create_engine(f"sqlite:///{os.environ['BENCH_PAGE']}/rows.db")


class Row(SQLModel, table=True):
    """A fact of a country: a listing, or an emergency number."""

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(index=True)
    is_listing: bool
    content: str


class Rows(Newest):
    """Countries from rows, read anew for each page."""

    edition = None

    def __init__(self) -> None:
        pass

    def snapshot(self) -> Snapshot:
        """Give what stands in the database now."""
        return self  # type: ignore[return-value] # it answers what a page asks of one

    @property
    def worldwide(self) -> tuple[Listing, ...]:
        """Services for every country."""
        return self.country("ZZ").listings

    def country(self, code: str) -> Country:
        """Read the rows of a country."""
        with Session(ENGINE) as session:
            rows = session.exec(select(Row).where(Row.country == code).order_by(Row.id)).all()
        listings = (Listing.model_validate_json(row.content, context=PUBLISHED) for row in rows if row.is_listing)
        numbers = (Emergency.model_validate_json(row.content, context=PUBLISHED) for row in rows if not row.is_listing)
        return Country.model_construct(country=code, listings=tuple(listings), emergency=tuple(numbers))


def fill() -> None:
    """Write the published edition into rows."""
    SQLModel.metadata.create_all(ENGINE)
    snapshot = create_app(from_environment(os.environ, ROOT)).extensions["site"].snapshot()
    with Session(ENGINE) as session:
        for code in snapshot.edition.parts:
            country = snapshot.country(code)
            for fact in (*country.emergency, *country.listings):
                is_listing = isinstance(fact, Listing)
                session.add(Row(country=code, is_listing=is_listing, content=fact.model_dump_json()))
        session.commit()


if __name__ == "__main__" and sys.argv[1:] == ["fill"]:
    fill()
else:
    application = create_app(from_environment(os.environ, ROOT))
    application.extensions["site"] = replace(application.extensions["site"], newest=Rows())
