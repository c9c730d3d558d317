"""The table of contents: every handler, in the order in which an update is offered to them.

Before all of them the update's session is read: who speaks, and what they are in the middle of.

0. Whoever's data is to be deleted meets the gate: what would keep something new asks to take that back first.
1. What interrupts an open conversation ends it, in its own words.
2. A reply to a card in staff's chats goes to the member who asked, a reply to an answer to staff; an edit follows.
3. Conversations, of members and of staff.
4. Staff's other handlers, behind their permissions; strangers get what an unknown command or an old button gets.
5. Members' other handlers.
6. Typed text that no conversation awaits: a question.
7. What nobody knew: an unknown command, a button of an older version.
8. After /start, staff get their own command menu.
"""

from functools import partial
from types import ModuleType

from telegram.ext import MessageHandler, filters

from bot import forgetting as forget_clock
from bot.directory import topics as topic_table
from bot.faq import publishing
from bot.inbox import cards as question_cards
from bot.offers import renewal
from bot.periodic import Job
from bot.stats import daily
from handlers.application import BotApplication, apologise
from handlers.commands import publish_commands, publish_descriptions, renew
from handlers.conversation import Conversation, Interruption
from handlers.members import (
    answers,
    ask,
    channels,
    check_in,
    city,
    closed_topics,
    contribute,
    contribute_form,
    contribute_notices,
    crisis,
    crisis_details,
    danger,
    digest,
    event_notices,
    events,
    events_near,
    faq,
    follow_ups,
    forgetting,
    frequency,
    joining,
    letters,
    location,
    membership,
    menu,
    my_data,
    places,
    questions,
    replies,
    settings,
    start,
    survey_answers,
    surveys,
    topics,
    typed_steps,
    wishes,
)
from handlers.routing import EDITED, GROUP, PRIVATE, App, Button, Command, Handler, Typed
from handlers.staff import access, audit, bodies, body_hours, home, inviting, team, trial, weekly
from handlers.staff import topics as topic_manager
from handlers.staff.broadcast import conversation as composer
from handlers.staff.crisis import acts as check_ins
from handlers.staff.crisis import following as following_check_ins
from handlers.staff.crisis import telling
from handlers.staff.entries import drafts, proposals
from handlers.staff.events import conversation as planner
from handlers.staff.inbox import conversation as inbox
from handlers.staff.inbox import replies as staff_replies
from handlers.staff.notices import tell_staff
from handlers.staff.offers import conversation as introducing
from handlers.staff.sent import acts as sent
from handlers.staff.sent import following
from handlers.staff.sent.following import Following
from handlers.staff.stats import pages as stats
from handlers.staff.surveys import conversation as surveying

__all__ = ["introduce", "jobs", "register", "tell_staff"]

STAFF_CONVERSATIONS: tuple[Conversation, ...] = (
    team.CONVERSATION,
    body_hours.CONVERSATION,
    trial.CONVERSATION,
    topic_manager.CONVERSATION,
    proposals.CONVERSATION,
    drafts.CONVERSATION,
    composer.CONVERSATION,
    planner.CONVERSATION,
    surveying.CONVERSATION,
    sent.CONVERSATION,
    sent.RECALL,
    inbox.CONVERSATION,
    introducing.CONVERSATION,
)
CONVERSATIONS: tuple[Conversation, ...] = (
    ask.CONVERSATION,
    check_in.CONVERSATION,
    contribute_form.CONVERSATION,
    crisis_details.CONVERSATION,
    danger.CONVERSATION,
    events_near.CONVERSATION,
    faq.RATING,
    location.COUNTRY,
    location.TIME_ZONE,
    city.CONVERSATION,
    places.CONVERSATION,
    start.CONVERSATION,
    survey_answers.CONVERSATION,
    *STAFF_CONVERSATIONS,
)
STAFF: tuple[ModuleType, ...] = (
    home,
    sent,
    check_ins,
    inbox,
    stats,
    inviting,
    bodies,
    team,
    audit,
    topic_manager,
)
MEMBERS: tuple[ModuleType, ...] = (
    start,
    menu,
    faq,
    answers,
    danger,
    crisis,
    events,
    surveys,
    contribute,
    contribute_notices,
    questions,
    wishes,
    replies,
    topics,
    letters,
    my_data,
    forgetting,
    settings,
    frequency,
    digest,
    location,
    places,
    channels,
    membership,
    joining,
)


def handlers() -> list[Handler]:
    """All of the main group, in order; in groups only a command that names us is for us."""
    others = [handler for module in (*STAFF, *MEMBERS) for handler in module.HANDLERS]
    ours = PRIVATE | (GROUP & filters.Regex(r"^/\w+@"))
    unknown = MessageHandler(filters.COMMAND & ours, menu.unknown_command)
    return [
        *CONVERSATIONS,
        *others,
        *typed_steps.HANDLERS,
        Typed(answers.typed),
        Typed(answers.typed, EDITED),
        unknown,
        Button("[^:]*", menu.stale, public=True),
    ]


def gate() -> forgetting.Gate:
    """What members may still do in the day after which everything about them goes."""
    open_to: list[Handler] = [
        *my_data.HANDLERS,
        *forgetting.HANDLERS,
        danger.CONVERSATION,
        *danger.HANDLERS,
        *menu.HANDLERS,
        Command("faq", faq.faq),
        Button("faq[cempn]?", menu.noop),
    ]
    staff = [handler for module in STAFF for handler in module.HANDLERS]
    return forgetting.Gate(
        open_to, [*staff, *STAFF_CONVERSATIONS, staff_replies.REPLIES, staff_replies.EDITS]
    )


def register(application: App) -> None:
    main = handlers()
    application.add_handler(gate(), group=-5)
    aside = [handler for handler in main if isinstance(handler, Button) and handler.aside]
    interruption = Interruption(
        CONVERSATIONS, aside, lambda context: menu.of(context).rows, wishes.leads_elsewhere
    )
    application.add_handler(interruption, group=-2)
    application.add_handler(follow_ups.FOLLOW_UPS, group=-4)
    application.add_handler(follow_ups.CHANGES, group=-3)
    application.add_handler(staff_replies.REPLIES, group=-1)
    application.add_handler(staff_replies.EDITS, group=-1)
    application.add_handlers(main, group=0)
    application.add_handler(Command("start", renew), group=1)
    application.add_error_handler(apologise)


def jobs(application: BotApplication) -> tuple[Job, ...]:
    """What goes on by itself: staff's live cards, what a check-in brings, questions on their way to staff, published
    entries, answers, reminders of events, what members of offers are to hear."""
    bot, services = application.bot, application.bot_data
    database = services.database
    cards, published = Following(bot, services), publishing.Publishing(services.database, services.faq)
    check_in_cards = following_check_ins.Following(bot, services)
    renewing = topic_table.Renewing(services.database, services.topics)
    return (
        Job("cards", following.EVERY, cards.look),
        Job("check-ins", telling.EVERY, partial(telling.bring, bot, services)),
        Job("cards of check-ins", following_check_ins.EVERY, check_in_cards.look),
        Job("questions", question_cards.EVERY, partial(question_cards.look, bot, services)),
        Job("albums", staff_replies.EVERY, partial(staff_replies.bring_albums, bot, services)),
        Job("alerts to staff", 30.0, application.tell_of_waiting),
        Job("entries", publishing.EVERY, published.look),
        Job("topics", topic_table.EVERY, renewing.look),
        Job(
            "answers",
            answers.TELL_EVERY,
            partial(answers.tell_waiting, bot, services),
            rest=answers.TELL_REST,
        ),
        Job("what is asked", answers.COUNT_EVERY, partial(answers.count_asked, services)),
        Job(
            "daily counts",
            daily.EVERY,
            partial(daily.look, database, services.config.locale, services.clock),
        ),
        Job("week", weekly.EVERY, partial(weekly.look, bot, services)),
        Job("deeds", audit.EVERY, partial(audit.seal, services)),
        Job("closed topics", closed_topics.EVERY, partial(closed_topics.bring, bot, services)),
        Job("event notices", event_notices.EVERY, partial(event_notices.bring, bot, services)),
        Job("offer notices", contribute_notices.EVERY, partial(contribute_notices.bring, bot, services)),
        Job("forgetting", forget_clock.EVERY, partial(forget_clock.look, services.database, services.clock)),
        Job("offers", renewal.EVERY, partial(renewal.look, services.database, services.clock)),
    )


async def introduce(application: App) -> None:
    """Tells Telegram who we are and our command menus, and asks it what owners are called."""
    bot, services = application.bot, application.bot_data
    await access.learn_owner_names(bot, services)
    people = [(person.user_id, person.role) for person in await access.team(services)]
    await publish_commands(bot, services, people)
    await publish_descriptions(bot, services)
