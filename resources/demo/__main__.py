"""Make the demonstration anew: `python -m resources.demo http://127.0.0.1:8000`, as `make demo` does.

Prints the fingerprint of the first key, for the node that shows visitors what its members did; all else that it says is
for whoever sits before it.
"""

import os

import click

from resources.demo import stage, story
from resources.demo.serving import CLOCK, ROOT
from resources.errors import NotAloneError
from resources.settings import from_environment

TOLD = """
A demonstration, made anew: three made-up members, and made-up services in Antarctica that say so themselves.
It can be opened in a moment.

The desk:          {desk}/desk/   Go on as one of the three; each signs with a passkey in software.
What visitors see: {public}/en/aq/
Your own passkey:  {desk}/desk/join/{token}/
                   It joins you as a moderator, once Pretend Pia and one other vouched for you on the page “People”.

Control and C ends it.
"""


@click.command()
@click.argument("public")
def main(public: str) -> None:
    """Make the demonstration anew in NOTALONE_INSTANCE; PUBLIC is the address at which visitors are served."""
    try:
        settings = from_environment(os.environ, ROOT)
        for address in (public, settings.desk_origin):
            stage.require_free(settings, address)
        players, token = story.begin(settings, public, now=CLOCK())
    except (NotAloneError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(TOLD.format(desk=settings.desk_origin, public=public, token=token), err=True)
    click.echo(players.first_key)


if __name__ == "__main__":
    main()
