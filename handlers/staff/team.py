"""/team: who is on the team and what they may do. Everybody on it may look, owners change it."""

from typing import Any

import structlog
from telegram import BotCommandScopeChat, Message, MessageOriginUser, Update
from telegram.error import TelegramError

from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action, Role
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers import commands
from handlers.buttons import button, columns, keyboard
from handlers.routing import StepHandler, pressed, stand
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.access import ROLE_NAMES, Door, Person
from storage.staff import staff

log = structlog.get_logger()

MAY = {
    Role.OWNER: N_("writes, approves and changes the team"),
    Role.APPROVER: N_("writes and approves what colleagues wrote"),
    Role.EDITOR: N_("writes; a colleague approves what goes to many"),
}


async def team(update: Update, context: Context) -> None:
    """Everyone, with their roles."""
    people = await access.team(context.services)
    lines = [context.t("<b>The team</b>"), *(_line(context, one) for one in people), ""]
    lines += [context.t("{role}: {may}", role=context.label(ROLE_NAMES[role]), may=context.label(may))
              for role, may in MAY.items()]  # fmt: skip
    mine = await access.may(update, context, Action.CHANGE_TEAM)
    fixed = context.services.config.staff.owners
    each = (
        [button(_name(one), "tm", one.user_id) for one in people if one.user_id not in fixed] if mine else []
    )
    add = [button("➕ " + context.label("Add a colleague"), "tmadd")] if mine else []
    await show(update, context, Screen("\n".join(lines), keyboard([*columns(each), add])))


def _line(context: Context, one: Person) -> str:
    return context.t("• {name}: {role}", name=_name(one), role=context.label(ROLE_NAMES[one.role]))


def _name(one: Person) -> str:
    return one.name or str(one.user_id)


async def ask_whom(update: Update, context: Context) -> None:
    await access.check(update, context, Action.CHANGE_TEAM)
    await stand(update, context, "tm.whom")
    asked = context.t("Forward a message of theirs here, send their contact, or type their Telegram number.")
    await show(update, context, Screen(asked, keyboard([[_back(context)]])))


async def whom(update: Update, context: Context, data: dict[str, Any]) -> None:
    """A forwarded message, a contact or a number: shows the roles to choose from."""
    await access.check(update, context, Action.CHANGE_TEAM)
    assert update.message is not None
    found = meant(update.message)
    if found is None:
        text = context.t(
            "It cannot be seen who that is: they may have hidden it. Type their Telegram number instead."
        )
        await say(update, context, Screen(text, keyboard([[_back(context)]])), reply=True)
        return
    user_id, name = found
    text = context.t("Add {name} as:", name=name or user_id)
    roles = [button(context.label(label), "tmrole", user_id, role) for role, label in ROLE_NAMES.items()]
    await say(update, context, Screen(text, keyboard([roles, [_back(context)]])))


def meant(message: Message) -> tuple[int, str | None] | None:
    """The person a message points at, and their name if it says so."""
    if isinstance(message.forward_origin, MessageOriginUser):
        sender = message.forward_origin.sender_user
        return None if sender.is_bot else (sender.id, sender.full_name)
    if message.contact and message.contact.user_id:
        names = (message.contact.first_name, message.contact.last_name)
        return message.contact.user_id, " ".join(one for one in names if one)
    typed = (message.text or "").strip()
    return (int(typed), None) if typed.isdigit() and 0 < int(typed) < 2**52 else None


async def give_role(update: Update, context: Context) -> None:
    """A new colleague, or another role for one."""
    await access.check(update, context, Action.CHANGE_TEAM)
    number, role = pressed(update, 2)
    if not number.isdigit():
        return await team(update, context)
    services, user_id = context.services, int(number)
    if role not in ROLE_NAMES or user_id in services.config.staff.owners:
        raise BotError(N_("Owners of the configuration are changed there."))
    name = await _called(context, user_id)
    async with services.database.begin() as tx:
        new = await staff.add(tx, user_id, role, name, access.user_of(update), services.clock())
        changed = new or await staff.set_role(tx, user_id, role)
        if changed:
            await access.note(
                tx, update, context, "team.added" if new else "team.role", name or user_id, role=role
            )
    if new:
        await commands.publish_for(context.bot, services.catalogs, services.config.locale.default, user_id)
        await _welcome(context, user_id)
    return await team(update, context)


async def _called(context: Context, user_id: int) -> str | None:
    try:
        return (await context.bot.get_chat(user_id)).full_name
    except TelegramError as error:
        log.info("a colleague's name is not known", reason=type(error).__name__)
        return None


async def _welcome(context: Context, user_id: int) -> None:
    """Tells a new colleague; one who never wrote to the bot hears it from those who added them."""
    translator = await access.translator_in(context.services, user_id)
    text = translator.t("You are on the team now. To begin: /broadcast, /broadcasts, /stats")
    try:
        await context.bot.send_message(user_id, text)
    except TelegramError as error:
        log.info("a new colleague could not be told", reason=type(error).__name__)


async def person(update: Update, context: Context) -> None:
    """One colleague: another role, or out."""
    await access.check(update, context, Action.CHANGE_TEAM)
    [number] = pressed(update, 1)
    found = next((one for one in await access.team(context.services) if str(one.user_id) == number), None)
    if found is None:
        return await team(update, context)
    roles = [button(("✓ " if role == found.role else "") + context.label(label), "tmrole", number, role)
             for role, label in ROLE_NAMES.items()]  # fmt: skip
    out = button("✖️ " + context.label("Remove from the team"), "tmout", number)
    rows = [roles, [out], [_back(context)]]
    return await show(update, context, Screen(_line(context, found), keyboard(rows)))


async def remove(update: Update, context: Context) -> None:
    """Asks first; what they wrote stays."""
    await access.check(update, context, Action.CHANGE_TEAM)
    number, sure = pressed(update, 2)
    services = context.services
    async with services.database.connect() as tx:
        found = await staff.of_user(tx, int(number)) if number.isdigit() else None
    if found is None:
        return await team(update, context)
    name = found.name or number
    if sure != "1":
        text = context.t("Remove {name} from the team? What they wrote stays.", name=name)
        yes = button(context.label("Remove from the team"), "tmout", number, 1)
        return await show(update, context, Screen(text, keyboard([[yes, _back(context)]])))
    async with services.database.begin() as tx:
        if await staff.remove(tx, int(number), services.clock()):
            await access.note(tx, update, context, "team.removed", name)
    await _take_menu(context, int(number))
    return await team(update, context)


async def _take_menu(context: Context, user_id: int) -> None:
    """Their menu is again the one of every member."""
    for code in (None, *LANGUAGES):
        try:
            await context.bot.delete_my_commands(BotCommandScopeChat(user_id), code)
        except TelegramError as error:
            log.info("a menu could not be taken back", reason=type(error).__name__)


def _back(context: Context) -> Any:
    return button(context.label("Back"), "team")


DOORS = [
    Door("team", team),
    Door("team", team, button=True),
    Door("tm", person, button=True),
    Door("tmadd", ask_whom, button=True),
    Door("tmrole", give_role, button=True),
    Door("tmout", remove, button=True),
]
STEPS: dict[str, StepHandler] = {"tm.whom": whom}
