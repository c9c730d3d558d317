"""/team: who is on the team and what they may do. Everybody on it may look, owners change it."""

from typing import Final, Literal

import structlog
from telegram import InlineKeyboardButton, Message, MessageOriginUser, Update
from telegram.error import TelegramError

from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action, Role
from bot.text.translator import N_
from handlers import commands
from handlers.conversation import END, Conversation
from handlers.routing import pressed, row_number
from handlers.screen import Screen, button, columns, keyboard, say, show
from handlers.staff import access
from handlers.staff.access import ROLE_NAMES, Person, staff_button, staff_command, staff_typed
from storage.staff import staff

log = structlog.get_logger()

COLLEAGUE: Final = "colleague"
MAY = {
    Role.OWNER: N_("writes, approves and changes the team"),
    Role.APPROVER: N_("writes and approves what colleagues wrote"),
    Role.EDITOR: N_("writes; a colleague approves what goes to many"),
}


async def team(update: Update, context: Context) -> Literal["end"]:
    """Everyone, with their roles; those who may change it can press a name."""
    people = await access.team(context.services)
    lines = [context.t("<b>The team</b>"), *(_line(context, person) for person in people), ""]
    for role, may in MAY.items():
        lines.append(context.t("{role}: {may}", role=context.label(ROLE_NAMES[role]), may=context.label(may)))
    rows: list[list[InlineKeyboardButton]] = []
    if access.may(context, Action.CHANGE_TEAM):
        fixed = context.services.config.staff.owners
        added = [person for person in people if person.user_id not in fixed]
        rows = columns([button(_name(person), "tm", person.user_id) for person in added])
        rows.append([button("➕ " + context.label("Add a colleague"), "tmadd")])
    await show(update, context, Screen("\n".join(lines), keyboard(rows)))
    return END


def _line(context: Context, person: Person) -> str:
    return context.t("• {name}: {role}", name=_name(person), role=context.label(ROLE_NAMES[person.role]))


def _name(person: Person) -> str:
    return person.name or str(person.user_id)


async def ask_colleague(update: Update, context: Context) -> Literal["colleague"]:
    asked = context.t("Forward a message of theirs here, send their contact, or type their Telegram number.")
    await show(update, context, Screen(asked, keyboard([[_back(context)]])))
    return COLLEAGUE


async def colleague(update: Update, context: Context) -> None:
    """A forwarded message, a contact or a number: shows the roles to choose from."""
    assert update.message is not None
    named = meant(update.message)
    if named is None:
        text = context.t(
            "I cannot see who that is: the sender may have hidden it. Type the Telegram number instead."
        )
        await say(update, context, Screen(text, keyboard([[_back(context)]])), reply=True)
        return
    user_id, name = named
    name = name or await _called(context, user_id)
    text = context.t("Add {name} as:", name=f"{name} ({user_id})" if name else user_id)
    await say(update, context, Screen(text, keyboard([_roles(context, user_id), [_back(context)]])))


def _roles(context: Context, user_id: int, present: Role | None = None) -> list[InlineKeyboardButton]:
    return [
        button(("✓ " if role is present else "") + context.label(name), "tmrole", user_id, role)
        for role, name in ROLE_NAMES.items()
    ]


def meant(message: Message) -> tuple[int, str | None] | None:
    """The person a message points at, and their name if Telegram says so; a contact says what its owner wrote."""
    if isinstance(message.forward_origin, MessageOriginUser):
        sender = message.forward_origin.sender_user
        return None if sender.is_bot else (sender.id, sender.full_name)
    if message.contact and message.contact.user_id:
        return message.contact.user_id, None
    typed = (message.text or "").strip()
    return (int(typed), None) if typed.isdecimal() and 0 < int(typed) < 2**52 else None


async def give_role(update: Update, context: Context) -> Literal["end"]:
    """A new colleague, or another role for one."""
    number, role = pressed(update, 2)
    services, user_id = context.services, row_number(number)
    if not user_id:
        return await team(update, context)
    if role not in set(Role) or user_id in services.config.staff.owners:
        raise BotError(N_("Owners of the configuration are changed there."))
    name = await _called(context, user_id)
    async with services.database.begin() as tx:
        new = await staff.add(tx, user_id, role, name, access.user_of(update), services.clock())
        if new or await staff.set_role(tx, user_id, role):
            action = "team.added" if new else "team.role"
            await access.note(tx, update, context, action, name or user_id, role=role)
    if new:
        await commands.publish_for(context.bot, services, user_id)
        welcome = N_("You are on the team now. To begin: /inbox, /broadcast, /broadcasts, /stats")
        await access.tell(context.bot, services, user_id, lambda translator: Screen(translator.t(welcome)))
    return await team(update, context)


async def _called(context: Context, user_id: int) -> str | None:
    try:
        return (await context.bot.get_chat(user_id)).full_name
    except TelegramError as error:
        log.info("a colleague's name is not known", reason=type(error).__name__)
        return None


async def person(update: Update, context: Context) -> Literal["end"]:
    """One colleague: another role, or out."""
    [number] = pressed(update, 1)
    people = {str(person.user_id): person for person in await access.team(context.services)}
    if number not in people:
        return await team(update, context)
    chosen = people[number]
    out = button("✖️ " + context.label("Remove from the team"), "tmout", number)
    rows = [_roles(context, chosen.user_id, chosen.role), [out], [_back(context)]]
    await show(update, context, Screen(_line(context, chosen), keyboard(rows)))
    return END


async def remove(update: Update, context: Context) -> Literal["end"]:
    """Asks first; what they wrote stays."""
    number, sure = pressed(update, 2)
    services = context.services
    async with services.database.connect() as tx:
        leaving = await staff.of_user(tx, row_number(number))
    if leaving is None:
        return await team(update, context)
    name = leaving.name or number
    if sure != "1":
        text = context.t("Remove {name} from the team? What they wrote stays.", name=name)
        yes = button(context.label("Remove from the team"), "tmout", number, 1)
        await show(update, context, Screen(text, keyboard([[yes, _back(context)]])))
        return END
    async with services.database.begin() as tx:
        if await staff.remove(tx, leaving.user_id, services.clock()):
            await access.note(tx, update, context, "team.removed", name)
    await commands.withdraw_from(context.bot, leaving.user_id)
    return await team(update, context)


def _back(context: Context) -> InlineKeyboardButton:
    return button(context.label("Back"), "team")


HANDLERS = [staff_command("team", Action.SEE_TEAM, team)]
CONVERSATION = Conversation(
    "team",
    entry_points=[staff_button("tmadd", Action.CHANGE_TEAM, ask_colleague)],
    states={COLLEAGUE: [staff_typed(Action.CHANGE_TEAM, colleague)]},
    fallbacks=[
        staff_button("team", Action.SEE_TEAM, team),
        staff_button("tm", Action.CHANGE_TEAM, person),
        staff_button("tmrole", Action.CHANGE_TEAM, give_role),
        staff_button("tmout", Action.CHANGE_TEAM, remove),
    ],
    canceled=N_("Nobody was added to the team."),
)
