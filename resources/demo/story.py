"""What happened at the desk before a newcomer comes: told by the desk's own deeds, so that every signature holds.

Made-up services are all in Antarctica, of which no listing says anything. They have no number, no address and no hours,
and each says of itself that it does not exist: a demonstration must never look like help.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from resources import publish, seeds, vouches
from resources.demo import cast, stage
from resources.demo.cast import Cast, Player
from resources.desk import accounts, findings, forms, review, statements, vouching, wing
from resources.desk.findings import Found, Place
from resources.desk.office import Office
from resources.desk.proposals import Draft, Writing
from resources.ledger import Kind, digest_of
from resources.listing import Country, Evidence, Listing
from resources.roles import Role
from resources.settings import Settings
from resources.spool import Spool, Wrong
from resources.terms import Audience, EvidenceKind, Fact, Scope, Status
from resources.terms import Kind as Service
from resources.vouches import Founding, Vouch

UNREAL: Final = "Made up for a demonstration: this service does not exist, and nobody answers."
POST, RADIO = "aq-penguin-post", "aq-snow-radio"
FLAGS = 3  # visitors who say the same on one day raise an alarm


@dataclass(frozen=True)
class Scene:
    """A desk, who plays there, and when."""

    office: Office
    cast: Cast
    now: datetime


def begin(
    settings: Settings, public: str, *, now: datetime, countries: Sequence[Country] | None = None
) -> tuple[Cast, str]:
    """Make the demonstration anew, and give who plays and the secret of an invitation that nobody has used.

    `public` is the address at which visitors are served, `countries` the listing files where they were read already.
    Raises: DemoError where it must not play; ListingsError.
    """
    stage.clear(settings)
    settings.instance.mkdir(parents=True, exist_ok=True)
    players = cast.made(settings.desk_origin, public)
    cast.write(settings.instance, players)
    read = seeds.load(settings.listings) if countries is None else countries
    scene = Scene(_opened(stage.trusting(settings, players), read, now), players, now)
    try:
        return players, _played(scene, settings)
    finally:
        scene.office.engine.dispose()


def _played(scene: Scene, settings: Settings) -> str:
    pia, milo, ida = scene.cast.players
    for player, signers in ((pia, [pia]), (milo, [pia]), (ida, [pia, milo])):
        _join(scene, player, signers)
    _approved(scene, ida, milo, _new(_service(POST, "Penguin post (made up)", UNREAL)))
    _approved(scene, milo, pia, _new(_service(RADIO, "Snow radio (made up)", UNREAL)))
    _conflict(scene)
    _submitted(scene, ida, _changed(scene, POST, languages=("en", "de"), notes=f"{UNREAL} Penguins read no letters."))
    _unfinished(scene, ida)
    _doubted(scene, settings)
    with scene.office.deed() as session:
        return accounts.invite(session, Role.MODERATOR, by=pia.person.member, now=scene.now)


def _opened(settings: Settings, countries: Sequence[Country], now: datetime) -> Office:
    """Publish the listing files, and open a desk over them."""
    seeds.require_sealed(settings.listings, countries)
    shelf = publish.shelf_of(settings.editions, settings.listings, settings.first_key)
    publish.publish(countries, shelf, now=now)
    return Office(wing.open_database(settings), shelf, {one.country: one for one in countries})


def _join(scene: Scene, player: Player, signers: list[Player]) -> None:
    """Let somebody come by an invitation, and others vouch for the passkey."""
    founder, now, relying = scene.cast.players[0], scene.now, player.key.relying
    invited_by = None if player is founder else founder.person.member
    with scene.office.deed() as session:
        token = accounts.invite(session, player.role, by=invited_by, now=now)
        held, made = accounts.invitation(session, token, now=now), accounts.challenge(session, now=now)
        key = accounts.register(session, player.key.register(made), made, relying, now=now)
        member = accounts.join(session, held, player.name, now=now).id or 0
        accounts.keep(session, member, key, "a passkey in software", now=now)
        entry: vouches.Entry = Founding(relying=relying, key=key)
        if player is not founder:
            entry = Vouch(member=member, role=player.role, key=key)
        row = vouching.propose(session, entry, now=now)
        for signer in signers:
            vouching.sign(session, row, signer.key.sign(vouching.challenge(row, vouching.ring(session))), now=now)


def _approved(scene: Scene, author: Player, approver: Player, writing: Writing) -> Draft:
    """Let two members sign, so that visitors see it."""
    draft = _submitted(scene, author, writing)
    signed = approver.key.sign(review.statement(scene.office, draft.id).digest)
    return review.approve(scene.office, draft.id, signed, by=approver.person, now=scene.now)


def _submitted(scene: Scene, author: Player, writing: Writing) -> Draft:
    draft = _begun(scene, author, writing)
    signed = author.key.sign(review.statement(scene.office, draft.id).digest)
    return review.submit(scene.office, draft.id, signed, by=author.person, now=scene.now)


def _begun(scene: Scene, author: Player, writing: Writing) -> Draft:
    kind = Kind.CHANGE if writing.before else Kind.NEW
    name = str((writing.facts or {})["id"])
    return review.begin(scene.office, kind, name, writing, by=author.person, now=scene.now)


def _conflict(scene: Scene) -> None:
    """Let one member write while two others publish what they wrote in the same field."""
    pia, milo, ida = scene.cast.players
    late = _changed(scene, RADIO, notes=f"{UNREAL} Ida wrote this sentence.")
    _begun(scene, ida, late)
    _approved(scene, milo, pia, _changed(scene, RADIO, notes=f"{UNREAL} Milo wrote this one, and Pia signed it."))


def _unfinished(scene: Scene, author: Player) -> None:
    """Leave a draft of which most is still to be written."""
    facts = {**forms.blank("aq-ice-window"), "name": "Ice window (made up)", "notes": UNREAL}
    _begun(scene, author, Writing(facts=facts, before=None, note="Nothing of it is true. Try the form with it."))


def _doubted(scene: Scene, settings: Settings) -> None:
    """Let visitors say that something is wrong, and the watch find a page gone."""
    edition, spool = scene.office.edition().number, Spool(settings.flags)
    for _ in range(FLAGS):
        spool.tell(POST, Wrong.ADDRESS, edition=edition, now=scene.now)
    page = Place(_page(RADIO), RADIO, Fact.WEBSITE)
    before, after = "Snow radio – we are made up, and on air every day", f"404 {_page(RADIO)}"
    with scene.office.deed() as session:
        findings.note(session, page, Found.DEAD, before=before, after=after, now=scene.now)


def _changed(scene: Scene, listing_id: str, **changes: Any) -> Writing:
    """Write a change over what visitors see of a listing now."""
    standing = scene.office.newest.reread().listing(listing_id)
    facts = statements.facts_of(standing.model_copy(update=changes))
    return Writing(facts=facts, before=digest_of(standing))


def _new(listing: Listing) -> Writing:
    return Writing(facts=statements.facts_of(listing), before=None)


def _page(listing_id: str) -> str:
    return f"https://www.example.org/{listing_id}"


def _service(listing_id: str, name: str, notes: str) -> Listing:
    """Make a service up; its page is on a domain that is kept for examples."""
    supports = (Fact.NAME, Fact.WEBSITE)
    page = Evidence(url=_page(listing_id), publisher=name, kind=EvidenceKind.OFFICIAL, as_of=None, supports=supports)
    nothing = {"name_en", "organization", "region", "timezone", "chat", "email", "report_url", "anonymous", "reporting"}
    return Listing(
        **dict.fromkeys(nothing),
        id=listing_id,
        name=name,
        kind=Service.VICTIM_SUPPORT,
        status=Status.LISTED,
        audiences=(Audience.EVERYONE,),
        scope=Scope.NATIONAL,
        phones=(),
        website=_page(listing_id),
        languages=("en",),
        networks=(),
        evidence=(page,),
        notes=notes,
    )
