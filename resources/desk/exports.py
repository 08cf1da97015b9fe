"""To write what two members approved back into listing files, for upstream: a clean diff, no line without a reason.

What is hidden stands in the files: a hide is quick and one member's, and goes upstream as a change or a retirement.
Candidates that nobody settled stay as they are.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlmodel import Session

from resources import seeds
from resources.desk import permissions, proposal_rows
from resources.desk.books import Book
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.permissions import Action, Person
from resources.listing import Country, Listing


def export(office: Office, source: Path, folder: Path, *, by: Person) -> tuple[str, ...]:
    """Write all listing files of `source`, with what was approved, into `folder`; name the files that changed.

    The seal goes with them, where there is one. A file of a country in which nothing was approved is the same byte for
    byte. `folder` may be `source` itself.
    Raises: NotAllowedError, ListingsError, NoEditionError; then nothing is written.
    """
    permissions.require(by.role, Action.IMPORT)
    countries = {country.country: country for country in seeds.load(source)}
    with transaction(office.engine) as session:
        changed = _changed(office, session, countries)
    texts = {f"{new.country}.yaml": seeds.dumps(new) for _, new in changed}
    if changed and (sealed := seeds.resealed(source, changed)):
        texts[seeds.SEAL] = sealed
    untouched = () if folder.resolve() == source.resolve() else sorted(source.glob("*.yaml"))
    folder.mkdir(parents=True, exist_ok=True)
    for path in untouched:
        (folder / path.name).write_bytes(path.read_bytes())
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(texts)


def _changed(
    office: Office, session: Session, countries: Mapping[str, Country]
) -> Sequence[tuple[Country | None, Country]]:
    """Give each country in which something was approved: as its file says it, None where it has none, and as it is."""
    keys = office.keys(session)
    shelved = (code for code, part in office.edition().parts.items() if part.local)
    codes = sorted({*proposal_rows.logged(session), *shelved})
    books = [office.book(session, code, keys) for code in codes]
    pairs = [(countries.get(book.seed.country), book) for book in books if book.settled]
    merged = [(old, book.seed, _merged(old or book.seed, book)) for old, book in pairs]
    return [(old, new) for old, seed, new in merged if new != (old or seed)]


def _merged(country: Country, book: Book) -> Country:
    """Put what stands in the place of what the file holds, in the file's order, what is new at its end."""
    settled = {name: book.standing.get(name) for name in sorted(book.settled)}
    kept = [settled.pop(listing.id, listing) for listing in country.listings]
    listings: list[Listing] = [listing for listing in (*kept, *settled.values()) if listing is not None]
    return Country(country=country.country, emergency=country.emergency, listings=tuple(listings))
