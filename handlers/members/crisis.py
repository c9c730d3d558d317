"""Under an urgent broadcast that asks how people are: one press answers, another one changes the answer.

A press is a row before anybody is told. The announcement's buttons show what was answered; whoever needs help or a call
reads the emergency numbers of their country below it, and may add words, a telephone number or a place
(`handlers/members/crisis_details.py`).
"""

from collections.abc import Sequence
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.broadcasts.content import Content
from bot.context import Context
from bot.crisis import answering
from bot.crisis.answering import ANSWERS, Outcome, Taken
from bot.crisis.ending import readers
from bot.delivery import rendering
from bot.delivery.rendering import CheckIn as Asked
from bot.faq.danger import Danger
from bot.text.translator import N_
from handlers.members import danger
from handlers.routing import Button, Handler, answer, pressed, row_number
from handlers.screen import BELOW, Screen, button, here, rebutton, rebutton_at, say, show, ticked
from storage.crisis import answers, check_ins
from storage.crisis.answers import NEED, Answer
from storage.crisis.check_ins import CheckIn
from storage.members import received

VERB = "ci"  # the buttons of the announcement; `bot/delivery/rendering.py` makes them
CHANGE = "cic"  # those of the message below it
THANKS = {
    "safe": N_("Thank you. The team knows that you are safe."),
    "help": N_("The team knows that you need help."),
    "call": N_("The team knows that you want to be called."),
}
FOREIGN = N_("This question was not sent to you, so your answer was not taken.")
PREVIEW = N_("This is a preview: members answer here.")
PRIVATE = N_("Everybody answers for themselves, in a private chat with me.")
ENDED = N_("This check-in ended on {date}, so your answer was not taken.")
WITHDRAWN = N_("This message was withdrawn, so your answer was not taken.")
ENDED_SINCE = N_("The check-in ended on {date}.")
WITHDRAWN_SINCE = N_("The message that asked you was withdrawn.")
STILL = N_("If you need help, call the emergency numbers or write to the team.")
ADDED = {
    "words": N_("your words"),
    "phone": N_("your telephone number"),
    "place": N_("where you are"),
    "latitude": N_("your location"),
}


async def respond(update: Update, context: Context) -> None:
    """A press under the announcement: kept, then said, ticked, and what to do next."""
    number, word = pressed(update, 2)
    outcome = await _answered(update, context, number, word)
    if outcome is None:
        return
    assert outcome.check_in is not None
    await _tick(update, context, outcome.check_in, word)
    if word in NEED or outcome.taken is Taken.KEPT:
        await say(update, context, await screen(context, outcome.check_in))


async def change(update: Update, context: Context) -> None:
    """A press under the message below it, which shows the answer from then on; so does the announcement."""
    number, word = pressed(update, 2)
    outcome = await _answered(update, context, number, word)
    if outcome is None:
        return
    assert outcome.check_in is not None
    await show(update, context, await screen(context, outcome.check_in))
    await _tick_announcements(context, outcome.check_in, word)


async def shown(update: Update, context: Context) -> None:
    """What was answered, and what may be added; back from what was begun."""
    check_in = await theirs(context, pressed(update, 1)[0])
    if check_in is None:
        return await answer(update, context, context.label(FOREIGN), alert=True)
    return await show(update, context, await screen(context, check_in))


async def theirs(context: Context, number: str) -> CheckIn | None:
    """The check-in of this number, if whoever presses has answered it."""
    member = context.member
    async with context.services.database.connect() as tx:
        check_in = await check_ins.get(tx, row_number(number))
        mine = member and check_in and await answers.get(tx, check_in.id, member.id)
    return check_in if mine else None


async def _answered(update: Update, context: Context, number: str, word: str) -> Outcome | None:
    """What became of the press, which its presser has been told; None where nothing is kept."""
    refusal = _refusal(context, number, word)
    if refusal is not None:
        await answer(update, context, context.label(refusal), alert=True)
        return None
    services, member = context.services, context.member
    assert member is not None
    name = update.effective_user.full_name if update.effective_user else ""
    async with services.database.begin() as tx:
        if word not in ANSWERS:  # the button that says when it ended
            outcome = await answering.look(tx, row_number(number), member.id)
        else:
            check_in = await check_ins.get(tx, row_number(number))
            told = await readers(tx, services.config.staff.owners, check_in) if check_in else []
            now = services.clock()
            outcome = await answering.answer(tx, row_number(number), member.id, word, name, now, told)
    if word in ANSWERS and outcome.taken in (Taken.KEPT, Taken.SAME):
        await answer(update, context, context.label(THANKS[word]))
        return outcome
    await refused(update, context, outcome, word)
    return None


def _refusal(context: Context, number: str, word: str) -> str | None:
    if context.public:
        return PRIVATE
    if number == "0":
        return PREVIEW
    known = word in ANSWERS or word == "ended"
    return None if known and context.member is not None else FOREIGN


async def refused(update: Update, context: Context, outcome: Outcome, word: str = "") -> None:
    """Why the answer was not taken; whoever needs somebody reads where to turn."""
    said = context.label(FOREIGN)
    if outcome.taken is Taken.ENDED:
        said = context.label(ENDED, date=ended_on(context, outcome.check_in))
    elif outcome.taken is Taken.WITHDRAWN:
        said = context.label(WITHDRAWN)
    await answer(update, context, said, alert=True)
    if outcome.taken in (Taken.ENDED, Taken.WITHDRAWN) and word in NEED:
        country = context.country
        card = danger.screen(context, context.translator, Danger.HELP, country)
        text = f"{escape(said, quote=False)}\n{context.t(STILL)}\n\n{card.text}"
        await say(update, context, Screen(text, card.rows))


def ended_on(context: Context, check_in: CheckIn | None) -> str:
    """The day of its end, by the member's clock."""
    ended = check_in.ended_at if check_in else None
    return context.words.date(ended.astimezone(context.zone).date()) if ended else ""


async def screen(context: Context, check_in: CheckIn) -> Screen:
    """The answer, what was added, where to call, and what may be pressed."""
    assert context.member is not None
    given = await context.read(answers.get, check_in.id, context.member.id)
    if given is None:
        return Screen(context.t(FOREIGN))
    said = context.t("Your answer: <b>{answer}</b>", answer=context.label(ANSWERS[given.answer]))
    if not check_in.open:
        ended = ENDED_SINCE if check_in.ended_at else WITHDRAWN_SINCE
        return Screen(f"{said}\n{context.t(ended, date=ended_on(context, check_in))}")
    changes = [
        [button(ticked(context.label(label), word == given.answer), CHANGE, check_in.id, word)]
        for word, label in ANSWERS.items()
    ]
    if given.answer not in NEED:
        told = context.t("You can change your answer at any time while the check-in lasts.")
        return Screen(f"{said}\n{told}", changes)
    return _in_need(context, check_in, given, said, changes)


def _in_need(
    context: Context,
    check_in: CheckIn,
    given: Answer,
    said: str,
    changes: Sequence[Sequence[InlineKeyboardButton]],
) -> Screen:
    sees = context.t(
        "The colleagues who take care of this check-in see your answer, your name in Telegram, your country and what "
        "you add here. They can write to you in Telegram."
    )
    added = [context.label(label) for name, label in ADDED.items() if getattr(given, name) is not None]
    listed = context.t("Added: {parts}.", parts=context.words.list(added)) if added else ""
    numbers = danger.screen(context, context.translator, Danger.HELP, context.country).text
    offers = [
        [button("✍️ " + context.label("A few words"), "ciw", check_in.id)],
        [button("📱 " + context.label("My telephone number"), "cip", check_in.id)],
        [button("📍 " + context.label("Where I am"), "cil", check_in.id)],
    ]
    back = [[button("🗑 " + context.label("Take back what I added"), "cix", check_in.id)]] if added else []
    verb = f"{BELOW}sos:help:{context.translator.code}"
    other = [[button(context.label("Numbers of another country"), verb, "choose")]]
    text = "\n\n".join(filter(None, [f"{said}\n{sees}", listed, numbers]))
    return Screen(text, [*offers, *back, *changes, *other])


async def _tick(update: Update, context: Context, check_in: CheckIn, word: str) -> None:
    """The pressed announcement's own buttons, with the answer ticked; all its others stay."""
    message = here(update)
    if isinstance(message, Message) and message.reply_markup:
        rows = message.reply_markup.inline_keyboard
        await rebutton(
            update, InlineKeyboardMarkup([[_or_ticked(context, old, word) for old in row] for row in rows])
        )


def _or_ticked(context: Context, old: InlineKeyboardButton, word: str) -> InlineKeyboardButton:
    verb, _, rest = str(old.callback_data or "").partition(":")
    number, _, answered = rest.partition(":")
    if verb != VERB or answered not in ANSWERS:
        return old
    return button(ticked(context.label(ANSWERS[answered]), answered == word), VERB, number, answered)


async def _tick_announcements(context: Context, check_in: CheckIn, word: str) -> None:
    """The announcements themselves, where they still lie in the chat: what they show is the present answer."""
    member = context.member
    assert member is not None
    async with context.services.database.connect() as tx:
        sent = await check_ins.rounds(tx, check_in.id)
        copies = [(row, await received.message_of(tx, row.id, member.id)) for row in sent]
    for row, copy in copies:
        if copy is None:
            continue
        message_id, language = copy
        translator = context.translator_for(language, member.script)
        own = rendering.asked(Asked(check_in.id), translator)
        rows = [*own, *rendering.buttons(Content.of(row.content)[language], row.id, translator)]
        markup = InlineKeyboardMarkup.de_json({"inline_keyboard": rows}, context.bot)
        assert markup is not None
        shown = [[_or_ticked(context, old, word) for old in each] for each in markup.inline_keyboard]
        await rebutton_at(context, member.chat_id, message_id, InlineKeyboardMarkup(shown))


HANDLERS: list[Handler] = [
    Button(VERB, respond, aside=True, answers=True),
    Button(CHANGE, change, answers=True),
]
