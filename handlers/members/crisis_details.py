"""What whoever needs help or a call may add to their answer: a few words, a telephone number, where they are.

Each is optional and kept at once. A number is shared by Telegram's own button, or typed; a location by its button or
the paperclip, or an address typed. The colleagues named for the check-in hear of it.
"""

from typing import Any, Final, Literal

from telegram import KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove, Update

from bot.context import Context, chat_of
from bot.crisis import answering
from bot.crisis.answering import Taken
from bot.crisis.ending import readers
from bot.errors import BotError, GoneError
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.members import crisis
from handlers.members.crisis import ended_on, theirs
from handlers.routing import Button, Typed, pressed, typed_text
from handlers.screen import Screen, back, say, show
from storage.crisis import check_ins
from storage.crisis.answers import DETAILS
from storage.crisis.check_ins import CheckIn

WORDS: Final = "words"
PHONE: Final = "phone"
PLACE: Final = "place"
LONGEST = 1000  # characters of words
ADDRESS = 300
DIGITS = (5, 15)  # of a telephone number; ITU-T E.164 has 15 at most
NOT_NOW = N_("Not now")
KEPT = N_("✅ Kept. The colleagues see it now.")
ANOTHERS = N_("This is somebody else's number. Share your own with the button, or type it.")
NO_NUMBER = N_(
    "This is no telephone number. Type it with the code of the country, for example: +49 30 1234567."
)
NOTHING_TYPED = N_("Please write it in words.")


async def ask_words(update: Update, context: Context) -> Literal["words", "end"]:
    check_in = await _begun(update, context)
    asked = context.t("Write in one message what happened and what you need.")
    await show(update, context, Screen(asked, [[back(context.translator, "cio", check_in.id)]]))
    return WORDS


async def ask_phone(update: Update, context: Context) -> Literal["phone", "end"]:
    await _begun(update, context)
    share = KeyboardButton("📱 " + context.label("Share my number"), request_contact=True)
    asked = context.t("Press the button below to share your number, or type another one.")
    await _ask(update, context, asked, share)
    return PHONE


async def ask_place(update: Update, context: Context) -> Literal["place", "end"]:
    await _begun(update, context)
    share = KeyboardButton("📍 " + context.label("Share my location"), request_location=True)
    asked = context.t("Press the button below to share where you are, or type the address.")
    await _ask(update, context, asked, share)
    return PLACE


async def _begun(update: Update, context: Context) -> CheckIn:
    """The check-in of the pressed button; GoneError when there is none of theirs, or it has ended."""
    check_in = await theirs(context, pressed(update, 1)[0])
    if check_in is None:
        raise GoneError(crisis.FOREIGN)
    _check_open(context, check_in)
    context.typed = {"check_in": check_in.id}
    return check_in


def _check_open(context: Context, check_in: CheckIn) -> None:
    if check_in.ended_at is not None:
        raise GoneError(crisis.ENDED, date=ended_on(context, check_in))
    if not check_in.open:
        raise GoneError(crisis.WITHDRAWN)


async def _ask(update: Update, context: Context, text: str, share: KeyboardButton) -> None:
    """With Telegram's own button, which only a keyboard below the chat can carry."""
    keys = ReplyKeyboardMarkup(
        [[share], [context.label(NOT_NOW)]], resize_keyboard=True, one_time_keyboard=True
    )
    await context.bot.send_message(chat_of(update), text, reply_markup=keys)


async def words_typed(update: Update, context: Context) -> Literal["end"] | None:
    words = typed_text(update)
    if not words and not _shared(update):
        await say(update, context, Screen(context.t(NOTHING_TYPED)), reply=True)
        return None
    return await _keep(update, context, _shared(update) or {"words": words})


async def phone_typed(update: Update, context: Context) -> Literal["end"] | None:
    words = typed_text(update)
    if words == context.label(NOT_NOW):
        return await _left(update, context)
    shared, contact = _shared(update), update.message.contact if update.message else None
    if not shared and contact is not None:
        raise BotError(ANOTHERS)
    if not shared and not DIGITS[0] <= sum(sign.isdigit() for sign in words) <= DIGITS[1]:
        raise BotError(NO_NUMBER)
    return await _keep(update, context, shared or {"phone": words})


async def place_typed(update: Update, context: Context) -> Literal["end"] | None:
    words = typed_text(update)
    if words == context.label(NOT_NOW):
        return await _left(update, context)
    shared = _shared(update)
    if not words and not shared:
        raise BotError(NOTHING_TYPED)
    return await _keep(update, context, shared or {"place": words})


def _shared(update: Update) -> dict[str, Any]:
    """What Telegram's buttons bring: a location, or their own number; nothing else."""
    message: Message | None = update.message
    if message is None:
        return {}
    if message.location is not None:
        return {"latitude": message.location.latitude, "longitude": message.location.longitude}
    contact = message.contact
    own = contact is not None and message.from_user is not None and contact.user_id == message.from_user.id
    return {"phone": contact.phone_number} if contact is not None and own else {}


async def _keep(update: Update, context: Context, details: dict[str, Any]) -> Literal["end"]:
    """Kept first, then said."""
    services, member = context.services, context.member
    if member is None:
        raise GoneError(crisis.FOREIGN)
    number = int(context.typed["check_in"])
    async with services.database.begin() as tx:
        check_in = await check_ins.get(tx, number)
        told = await readers(tx, services.config.staff.owners, check_in) if check_in else []
        outcome = await answering.add(tx, number, member.id, told, **details)
    if outcome.check_in is None:
        raise GoneError(crisis.FOREIGN)
    _check_open(context, outcome.check_in)
    if outcome.taken is not Taken.NEEDLESS:
        keys = ReplyKeyboardRemove()
        await context.bot.send_message(chat_of(update), context.t(KEPT), reply_markup=keys)
    await say(update, context, await crisis.screen(context, outcome.check_in))
    return END


async def _left(update: Update, context: Context) -> Literal["end"]:
    """Nothing was shared; the keyboard goes."""
    text = context.t("Nothing was shared.")
    await context.bot.send_message(chat_of(update), text, reply_markup=ReplyKeyboardRemove())
    check_in = await context.read(check_ins.get, int(context.typed["check_in"]))
    if check_in is not None:
        await say(update, context, await crisis.screen(context, check_in))
    return END


async def take_back(update: Update, context: Context) -> Literal["end"]:
    """Everything that was added goes; the answer stays."""
    check_in, member = await _begun(update, context), context.member
    assert member is not None
    await context.write(answering.add, check_in.id, member.id, (), **dict.fromkeys(DETAILS))
    await show(update, context, await crisis.screen(context, check_in))
    return END


CONVERSATION = Conversation(
    "crisis",
    entry_points=[Button("ciw", ask_words), Button("cip", ask_phone), Button("cil", ask_place)],
    states={
        WORDS: [Typed(words_typed, longest=LONGEST)],
        PHONE: [Typed(phone_typed, longest=ADDRESS)],
        PLACE: [Typed(place_typed, longest=ADDRESS)],
    },
    fallbacks=[
        Button("cio", crisis.shown),
        Button("cix", take_back),
        Button(crisis.CHANGE, crisis.change, answers=True),
    ],
    canceled=N_("Nothing was added. Your answer stays."),
)
