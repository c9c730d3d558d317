"""Trial mode, as owners begin it, name its guests and end it: /team, "Trial mode"."""

import asyncio
from html import escape
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.states import Kind, State
from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.routing import pressed, row_number
from handlers.screen import Screen, button, columns, say, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_typed
from handlers.staff.team import back, meant
from storage.broadcasts import broadcasts
from storage.members import members
from storage.staff import trial
from storage.staff.trial import Trial

GUEST: Final = "guest"
A_DAY = (20, 50, 100, 300, 1000)  # messages that may be chosen
MOST = 20  # guests beside the team: each name is asked of Telegram whenever the list is shown
TOO_MANY = N_("There are {n} guests already. Take somebody out first, or go live.")


async def trial_card(update: Update, context: Context, *, anew: bool = False) -> None:
    """Whether it is on, who gets broadcasts meanwhile, and what an owner may do about it."""
    current = await context.read(trial.current)
    shown = await _on(context, current) if current else _off(context)
    await (say if anew else show)(update, context, shown)


def _off(context: Context) -> Screen:
    text = context.t(
        "<b>Trial mode</b> is off: broadcasts reach everybody they are for.\n\n"
        "While it is on, they reach only the team and the guests you name, urgent ones too, and at most so many "
        "messages a day. What is on its way already goes on to everybody."
    )
    start = button("🧪 " + context.label("Begin the trial"), "tron")
    return Screen(text, [[start], [back(context)]])


async def _on(context: Context, current: Trial) -> Screen:
    services, zone = context.services, context.zone
    today = services.clock().astimezone(services.config.locale.zone).date()
    async with services.database.connect() as tx:
        team = {person.user_id for person in await access.team(services)}
        guests = [guest.chat_id for guest in await trial.listing(tx) if guest.chat_id not in team]
        known = {chat for chat in guests if await members.by_chat(tx, chat)}
    asked = (access.called(context.bot, chat) for chat in guests)
    names = dict(zip(guests, await asyncio.gather(*asked), strict=True))
    lines = [
        context.t("🧪 <b>Trial mode</b> is on since {when}", when=context.words.time(current.since, zone)),
        context.t("Broadcasts reach only the team and the guests, urgent ones too."),
        context.t(
            "Messages a day: {most} at most, {left} are left today",
            most=current.a_day,
            left=current.left(today),
        ),
        "",
        context.t("<b>Guests</b>"),
        *(_guest(context, chat, names[chat], member=chat in known) for chat in guests),
    ]
    if not guests:
        lines.append(context.t("Nobody yet, so only the team gets broadcasts."))
    out = [button(f"✖️ {names[chat] or chat}", "trout", chat) for chat in guests]
    rows = [
        *columns(out),
        [button("➕ " + context.label("Add a guest"), "tradd")],
        [button("🔢 " + context.label("Messages a day"), "trday")],
        [button("✅ " + context.label("Go live"), "trlive")],
        [back(context)],
    ]
    return Screen("\n".join(lines), rows)


def _guest(context: Context, chat: int, name: str | None, *, member: bool) -> str:
    shown = name or str(chat)
    if member:
        return f"• {escape(shown, quote=False)}"
    return context.t("• {name}: has not started the bot yet, so gets nothing", name=shown)


async def begin(update: Update, context: Context) -> None:
    services = context.services
    async with services.database.begin() as tx:
        if await trial.begin(tx, trial.FIRST, services.config.staff.owners, services.clock()):
            await access.note(tx, update, context, "trial.begun", "", a_day=trial.FIRST)
    services.counting.forget()
    return await trial_card(update, context)


async def a_day(update: Update, context: Context) -> None:
    """How many messages a day allows: a choice, then the card."""
    [number] = pressed(update, 1)
    if row_number(number) not in A_DAY:
        text = context.t("How many messages may go out a day? A broadcast to 10 guests counts as 10.")
        choices = [button(context.words.number(most), "trday", most) for most in A_DAY]
        return await show(update, context, Screen(text, [*columns(choices), [_to_card(context)]]))
    async with context.services.database.begin() as tx:
        if await trial.limit(tx, row_number(number)):
            await access.note(tx, update, context, "trial.a_day", number)
    return await trial_card(update, context)


async def ask_guest(update: Update, context: Context) -> Literal["guest"]:
    asked = context.t("Forward a message of theirs here, send their contact, or type their Telegram number.")
    await show(update, context, Screen(asked, [[_to_card(context)]]))
    return GUEST


async def guest(update: Update, context: Context) -> Literal["end"] | None:
    """A forwarded message, a contact or a number: on the list."""
    assert update.message is not None
    services, named = context.services, meant(update.message)
    if named is None:
        text = context.t(
            "I cannot see who that is: the sender may have hidden it. Type the Telegram number instead."
        )
        await say(update, context, Screen(text, [[_to_card(context)]]), reply=True)
        return None
    team = {person.user_id for person in await access.team(services)}
    async with services.database.begin() as tx:
        others = sum(kept.chat_id not in team for kept in await trial.listing(tx))
        if others >= MOST and await trial.guest(tx, named[0]) is None:
            raise BotError(TOO_MANY, n=MOST)
        if await trial.add(tx, named[0], access.user_of(update), services.clock()):
            await access.note(tx, update, context, "trial.guest_added", "")  # without who: see /forget
    await trial_card(update, context, anew=True)
    return END


async def take_out(update: Update, context: Context) -> None:
    [number] = pressed(update, 1)
    async with context.services.database.begin() as tx:
        if await trial.drop(tx, row_number(number)):
            await access.note(tx, update, context, "trial.guest_removed", "")
    return await trial_card(update, context)


async def go_live(update: Update, context: Context) -> None:
    """Asks first, with what waits for its time: from then on that is for everybody, too."""
    [sure] = pressed(update, 1)
    services = context.services
    if sure == "1":
        async with services.database.begin() as tx:
            if await trial.end(tx):
                await access.note(tx, update, context, "trial.live", "")
        services.counting.forget()
        return await trial_card(update, context)
    scheduled = await context.read(broadcasts.in_states, (State.SCHEDULED,))
    waiting = sum(row.kind == Kind.SEND and not row.trial for row in scheduled)  # not those fixed for guests
    text = context.t("Go live? From then on broadcasts reach everybody they are for.")
    if waiting:
        text += "\n\n" + context.tn(
            "{n} broadcast waits for its time and will go to everybody, too.",
            "{n} broadcasts wait for their time and will go to everybody, too.",
            waiting,
        )
    yes = button("✅ " + context.label("Yes, go live"), "trlive", 1)
    return await show(update, context, Screen(text, [[yes], [_to_card(context)]]))


def _to_card(context: Context) -> InlineKeyboardButton:
    return button(context.label("Back"), "tr")


CONVERSATION = Conversation(
    "trial",
    entry_points=[staff_button("tradd", Action.CHANGE_TRIAL, ask_guest)],
    states={GUEST: [staff_typed(Action.CHANGE_TRIAL, guest)]},
    exits=[
        staff_button("tr", Action.CHANGE_TRIAL, trial_card),
        staff_button("tron", Action.CHANGE_TRIAL, begin),
        staff_button("trday", Action.CHANGE_TRIAL, a_day),
        staff_button("trout", Action.CHANGE_TRIAL, take_out),
        staff_button("trlive", Action.CHANGE_TRIAL, go_live),
    ],
    canceled=N_("Nobody was added to the guests."),
)
