"""The help texts: what each is called, what it gives, and which help it leads to at its end.

The words stand in `templates/public/help/<slug>.html`, a message a paragraph. Slugs, titles and summaries stand in
addresses and links, so they hold no word that a school's or a home's word filter weighs.
"""

from dataclasses import dataclass

from resources.errors import UnknownHelpTextError
from resources.messages import N_
from resources.needs import Need


@dataclass(frozen=True)
class HelpText:
    """A help text; `title` and `summary` are messages, `need` is None where the reader may need any help."""

    slug: str
    title: str
    summary: str
    need: Need | None


HELP_TEXTS: tuple[HelpText, ...] = (
    HelpText(
        "not-your-fault",
        N_("It’s not your fault"),
        N_("Nothing you did made it so. The one who did it chose to."),
        Need.TALK,
    ),
    HelpText(
        "what-counts",
        N_("What counts as abuse"),
        N_("You can ask for help, even if you are not sure."),
        Need.TALK,
    ),
    HelpText(
        "telling",
        N_("Telling someone"),
        N_("You choose who you tell, when, and how much."),
        Need.TALK,
    ),
    HelpText(
        "calling",
        N_("What happens when you call"),
        N_("Someone answers, or you wait. You can hang up at any time."),
        Need.TALK,
    ),
    HelpText(
        "picture",
        N_("A picture of me is online"),
        N_("It can often be taken down, even if you sent it yourself."),
        Need.PICTURE,
    ),
    HelpText(
        "pressure",
        N_("Someone online is pressing me"),
        N_("You can stop answering. You do not have to send or pay anything."),
        Need.PICTURE,
    ),
    HelpText(
        "long-ago",
        N_("It happened long ago"),
        N_("There is no time limit on asking for help."),
        Need.PAST,
    ),
    HelpText(
        "boys-and-men",
        N_("Boys and men"),
        N_("It happens to boys and men. This help is for you."),
        Need.TALK,
    ),
    HelpText(
        "afterwards",
        N_("After you have told"),
        N_("What may come next, and what you can ask for."),
        Need.TALK,
    ),
    HelpText(
        "nobody-answers",
        N_("If nobody answers"),
        N_("It says nothing about you. Here is what you can try next."),
        Need.TALK,
    ),
    HelpText(
        "this-device",
        N_("Staying safe on this device"),
        N_("What your phone or computer keeps, and what “Leave this site” does."),
        None,
    ),
    HelpText(
        "parents",
        N_("For parents and carers"),
        N_("Stay calm, listen, and thank the child for telling you."),
        Need.CHILD,
    ),
    HelpText(
        "friends",
        N_("For friends"),
        N_("You can listen. You do not have to carry it alone."),
        Need.CHILD,
    ),
    HelpText(
        "teachers",
        N_("For teachers and professionals"),
        N_("Listen, write down the child’s words, and pass them on."),
        Need.CHILD,
    ),
    HelpText(
        "thoughts",
        N_("Worried about your own thoughts"),
        N_("Asking for help protects a child, and it protects you."),
        Need.THOUGHTS,
    ),
    HelpText(
        "before-you-report",
        N_("Before you report"),
        N_("You need not be sure. Note what you saw, and pass it on."),
        Need.CHILD,
    ),
    HelpText(
        "after-you-report",
        N_("What happens after you report"),
        N_("Who may act on it, and what you may hear."),
        Need.CHILD,
    ),
    HelpText(
        "professionals",
        N_("Reporting for professionals"),
        N_("For people who moderate platforms, host sites, teach or heal."),
        Need.CHILD,
    ),
    HelpText(
        "no-service-here",
        N_("If we found nothing in your country"),
        N_("What works from anywhere, and who near you can help."),
        None,
    ),
)

_BY_SLUG = {text.slug: text for text in HELP_TEXTS}


def find(slug: str) -> HelpText:
    """Find a help text by its name in the address. Raises UnknownHelpTextError."""
    try:
        return _BY_SLUG[slug]
    except KeyError:
        raise UnknownHelpTextError(slug) from None
