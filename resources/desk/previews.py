"""A listing exactly as visitors will see it, in any locale that the public site speaks.

The page is the public one, by the public templates; only its links lead nowhere, so that nobody leaves the desk by it.
"""

from datetime import datetime

from resources import aliases, facts, i18n
from resources.cards import Card
from resources.directory import look
from resources.errors import NotFoundError
from resources.frame import Frame
from resources.listing import Listing
from resources.pages import ListingPage
from resources.site import Site

STILL = "sandbox; frame-ancestors 'self'"


def page(site: Site, listing: Listing, tag: str, *, now: datetime) -> str:
    """Render the listing's own page. Raises: NotFoundError where no such locale is spoken."""
    if tag not in site.locales:
        raise NotFoundError(tag)
    locale = site.locales[tag]
    card = Card(look(listing, now))
    with i18n.speaking(locale):
        rows = facts.rows(card, now.date())
    around = Frame(locale, site.locales, f"listing/{aliases.alias(listing.id)}/")
    return site.render(ListingPage(around, card, rows))


def policy(site: Site) -> str:
    """Give the policy of a preview: the public page's, shown in a frame of the desk, where nothing can be done with it.

    Its scripts do not run, its forms and links lead nowhere.
    """
    kept = (rule for rule in site.policy.split("; ") if not rule.startswith("frame-ancestors"))
    return "; ".join((*kept, STILL))
