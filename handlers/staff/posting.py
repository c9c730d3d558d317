"""Who may post to a topic: owners alone to some, everybody who writes broadcasts to the others."""

from collections.abc import Iterable

from bot.context import Context
from bot.directory.topics import Posters, Topic
from bot.staff import permissions
from bot.staff.permissions import Action


def may(context: Context, topic: Topic) -> bool:
    return topic.posters is Posters.WRITERS or permissions.may(context.session.role, Action.POST_FOR_OWNERS)


def check(context: Context, slugs: Iterable[str]) -> None:
    """BotError unless whoever speaks may let an announcement on these topics go out."""
    known = context.services.topics
    if not all(may(context, known[slug]) for slug in slugs if slug in known):
        permissions.check(context.session.role, Action.POST_FOR_OWNERS)
