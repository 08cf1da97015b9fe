"""The first member: by a link that a command prints; then the desk grows, each vouched for back to the first key."""

import pytest
from sqlmodel import select

from app import CLOCK, create_desk
from resources import seeds
from resources.desk.commands import desk as commands
from resources.desk.database import transaction
from resources.desk.tables import Member
from resources.settings import from_environment
from tests.conftest import ROOT
from tests.desk.clients import Guest, link_of
from tests.desk.offices import GB
from tests.desk.signing import ANA, BEN, MALLORY, RELYING


@pytest.fixture
def app(database, tmp_path):
    """Build a desk at which nobody has joined."""
    (tmp_path / "GB.yaml").write_text(seeds.dumps(GB), encoding="utf-8")
    environment = {
        "NOTALONE_INSTANCE": str(tmp_path / "instance"),
        "NOTALONE_LISTINGS": str(tmp_path),
        "NOTALONE_DESK_ORIGIN": RELYING.origin,
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
    }
    built = create_desk(from_environment(environment, ROOT), clock=CLOCK)
    yield built
    built.extensions["desk"].office.engine.dispose()


def invited(app):
    return app.test_cli_runner().invoke(commands, ["invite", "--first"])


def path_of(result) -> str:
    assert result.exit_code == 0, result.output
    return result.output.strip().removeprefix(RELYING.origin)


def names(app):
    with transaction(app.extensions["desk"].office.engine) as session:
        return session.exec(select(Member.name).order_by(Member.id)).all()


def joined(app, who, name, path):
    guest = Guest(app.test_client())
    assert guest.join(path, who.key, name=name).status_code == 303
    return guest.entered(who)


def founded(app):
    ana = joined(app, ANA, "Ana", path_of(invited(app)))
    assert ana.sign("/desk/vouching/1/").status_code == 303
    return ana


def test_the_first_member_founds_the_desk_with_the_first_key(app):
    ana = founded(app)

    page = ana.page("/desk/people/").get_text()

    assert "administrator" in page
    assert "NOTALONE_FIRST_KEY=" in page


def test_the_first_vouches_for_the_second_alone_and_not_for_a_third(app):
    ana = founded(app)
    ben = joined(app, BEN, "Ben", link_of(ana.post("/desk/people/invite/", {"role": "moderator"})))
    assert ben.get("/desk/people/").status_code == 303
    ana.sign("/desk/vouching/2/")
    assert ben.get("/desk/people/").status_code == 200

    dan = joined(app, MALLORY, "Dan", link_of(ana.post("/desk/people/invite/", {"role": "administrator"})))
    ana.sign("/desk/vouching/3/")

    assert dan.get("/desk/people/").status_code == 303


def test_the_command_invites_nobody_once_there_is_a_member(app):
    founded(app)

    result = invited(app)

    assert result.exit_code == 1
    assert "one of its administrators invites" in result.output


def test_a_second_link_of_the_command_makes_no_second_founder(app):
    first, second = path_of(invited(app)), path_of(invited(app))
    ana = joined(app, ANA, "Ana", first)
    late = joined(app, MALLORY, "Mallory", second)

    assert not late.page("/desk/vouching/2/").select_one("form[data-passkey]")
    ana.sign("/desk/vouching/1/")

    assert names(app) == ["Ana", "Mallory"]
    assert late.get("/desk/people/").status_code == 303


def test_nobody_else_signs_for_the_first_key(app):
    joined(app, ANA, "Ana", path_of(invited(app)))
    stranger = Guest(app.test_client())

    assert stranger.get("/desk/vouching/1/").headers["Location"] == "/desk/sign-in/"
