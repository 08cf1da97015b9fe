"""Make the demonstration anew and serve it, as `make demo` does.

python -m resources.demo http://127.0.0.1:8000 -- --http 1    # what stands after -- is granian's, for both servers
"""

import os

import click

from resources import seeds
from resources.demo import houses, stage, story
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
@click.argument("options", nargs=-1)
def main(public: str, options: tuple[str, ...]) -> None:
    """Make the demonstration anew in NOTALONE_INSTANCE, and serve it; PUBLIC is where visitors are served."""
    try:
        settings = from_environment(os.environ, ROOT)
        for address in (public, settings.desk_origin):
            stage.require_free(settings, address)
        countries = seeds.load(settings.listings)
        players, token = story.begin(settings, public, now=CLOCK(), countries=countries)
    except (NotAloneError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(TOLD.format(desk=settings.desk_origin, public=public, token=token))
    houses.serve(settings, players, countries, options)


if __name__ == "__main__":
    main()
