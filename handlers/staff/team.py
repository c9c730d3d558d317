"""/team: who is on the team and what they may do. Everybody on it may look, owners change it."""

from collections.abc import Iterable
from functools import partial
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Message, MessageOriginUser, Update

from bot.context import Context
from bot.errors import BotError
from bot.services import Services
from bot.staff import permissions
from bot.staff.permissions import Action, Role
from bot.text.translator import N_, Translator
from handlers import commands
from handlers.conversation import Conversation
from handlers.routing import pressed, row_number
from handlers.screen import Screen, button, columns, say, show, ticked
from handlers.staff import access
from handlers.staff.access import ROLE_NAMES, Person, staff_button, staff_command, staff_typed
from storage.staff import body_operators, invitations, staff

COLLEAGUE: Final = "colleague"
MAY = {
    Role.OWNER: N_("writes, approves and changes the team"),
    Role.APPROVER: N_("writes and approves what colleagues wrote"),
    Role.EDITOR: N_("writes; a colleague approves what goes to many"),
    Role.OPERATOR: N_("answers members' questions"),
    Role.ANALYST: N_("reads figures and who did what"),
}
BEGINNERS = tuple(role for role in Role if role is not Role.OWNER)  # nobody starts as an owner


async def team(update: Update, context: Context) -> None:
    """Everyone, with their roles; those who may change it can press a name."""
    people = await access.named_team(context.bot, context.services)
    lines = [context.t("<b>The team</b>"), *(_line(context, person) for person in people), ""]
    for role, may in MAY.items():
        lines.append(context.t("{role}: {may}", role=context.label(ROLE_NAMES[role]), may=context.label(may)))
    rows: list[list[InlineKeyboardButton]] = []
    if access.may(context, Action.CHANGE_TEAM):
        rows = await _ways_to_change(context, people)
    await show(update, context, Screen("\n".join(lines), rows))


async def _ways_to_change(context: Context, people: list[Person]) -> list[list[InlineKeyboardButton]]:
    fixed = context.services.config.staff.owners
    named = [button(_name(person), "tm", person.user_id) for person in people if person.user_id not in fixed]
    async with context.services.database.connect() as tx:
        invited = len(await invitations.waiting(tx, context.services.clock()))
    waiting = button("✉️ " + context.label("Open invitations: {number}", number=invited), "tmopen")
    return [
        *columns(named),
        [button("✉️ " + context.label("Invite by a link"), "tminv")],
        [button("➕ " + context.label("Add a colleague"), "tmadd")],
        [waiting] if invited else [],
        [button("🏛 " + context.label("Who answers for which body"), "tmbs")],
        [button("🧪 " + context.label("Trial mode"), "tr")],
    ]


def _line(context: Context, person: Person) -> str:
    role = context.label(ROLE_NAMES[person.role])
    if person.proposed_by is None:
        return context.t("• {name}: {role}", name=_name(person), role=role)
    return context.t("• {name}: {role}, proposed as an owner", name=_name(person), role=role)


def _name(person: Person) -> str:
    return person.name or str(person.user_id)


async def ask_colleague(update: Update, context: Context) -> Literal["colleague"]:
    asked = context.t("Forward a message of theirs here, send their contact, or type their Telegram number.")
    await show(update, context, Screen(asked, [[back(context)]]))
    return COLLEAGUE


async def colleague(update: Update, context: Context) -> None:
    """A forwarded message, a contact or a number: shows the roles to choose from."""
    assert update.message is not None
    named = meant(update.message)
    if named is None:
        text = context.t(
            "I cannot see who that is: the sender may have hidden it. Type the Telegram number instead."
        )
        await say(update, context, Screen(text, [[back(context)]]), reply=True)
        return
    user_id, name = named
    name = name or await access.called(context.bot, user_id)
    text = context.t("Add {name} as:", name=f"{name} ({user_id})" if name else user_id)
    rows = [*role_buttons(context, "tmrole", BEGINNERS, user_id), [back(context)]]
    await say(update, context, Screen(text, rows))


def role_buttons(
    context: Context, verb: str, roles: Iterable[Role], *values: object, present: Role | None = None
) -> list[list[InlineKeyboardButton]]:
    return columns(
        [
            button(ticked(context.label(ROLE_NAMES[role]), role is present), verb, *values, role)
            for role in roles
        ]
    )


def meant(message: Message) -> tuple[int, str | None] | None:
    """The person a message points at, and their name if Telegram says so; a contact says what its owner wrote."""
    if isinstance(message.forward_origin, MessageOriginUser):
        sender = message.forward_origin.sender_user
        return None if sender.is_bot else (sender.id, sender.full_name)
    if message.contact and message.contact.user_id:
        return message.contact.user_id, None
    typed = (message.text or "").strip()
    return (int(typed), None) if typed.isdecimal() and 0 < int(typed) < 2**52 else None


async def give_role(update: Update, context: Context) -> None:
    """A new colleague, or another role for one; an owner's is proposed, since another owner confirms it."""
    number, role = pressed(update, 2)
    services, user_id = context.services, row_number(number)
    if not user_id:
        return await team(update, context)
    if role not in set(Role) or user_id in services.config.staff.owners:
        raise BotError(N_("Owners of the configuration are changed there."))
    if role == Role.OWNER:
        return await propose(update, context, user_id)
    name = await access.called(context.bot, user_id)
    async with services.database.begin() as tx:
        await _check_not_last(tx, services, user_id)
        new = await staff.add(tx, user_id, role, name, access.user_of(update), services.clock())
        if new or await staff.set_role(tx, user_id, role):
            action = "team.added" if new else "team.role"
            await access.note(tx, update, context, action, name or user_id, role=role)
    await commands.publish_for(context.bot, services, user_id, Role(role))
    if new:
        await access.tell(
            context.bot,
            services,
            user_id,
            lambda translator: Screen(commands.welcome(translator, Role(role))),
        )
    return await team(update, context)


async def propose(update: Update, context: Context, user_id: int) -> None:
    """A colleague is to become an owner: the other owners are asked, or whoever is the only one is asked again."""
    services = context.services
    async with services.database.begin() as tx:
        colleague = await staff.of_user(tx, user_id)
        if colleague is None:
            raise BotError(N_("Nobody starts as an owner: add them with another role first."))
        if colleague.role != Role.OWNER and await staff.propose(tx, user_id, access.user_of(update)):
            await access.note(tx, update, context, "team.proposed", colleague.name or user_id)
    proposer = access.user_of(update)
    others = [owner for owner in await _owners(services) if owner not in (proposer, user_id)]
    asked = partial(
        _to_confirm, name=colleague.name or str(user_id), user_id=user_id, by=access.name_of(update)
    )
    for owner in others:
        await access.tell(context.bot, services, owner, asked)
    return await person_screen(update, context, user_id)


def _to_confirm(translator: Translator, name: str, user_id: int, by: str) -> Screen:
    text = translator.t(
        "{by} proposes {name} ({number}) as an owner. Owners approve everything and change the team.",
        by=by,
        name=name,
        number=user_id,
    )
    return Screen(text, [_decisions(translator, user_id)])


def _decisions(translator: Translator, user_id: int) -> list[InlineKeyboardButton]:
    return [
        button(translator.label("Confirm as an owner"), "tmown", user_id, "yes"),
        button(translator.label("Decline"), "tmown", user_id, "no"),
    ]


async def confirm_owner(update: Update, context: Context) -> None:
    """What was proposed is decided: by another owner, or by the only one there is."""
    number, answer = pressed(update, 2)
    services, user_id = context.services, row_number(number)
    owners = await _owners(services)
    async with services.database.begin() as tx:
        colleague = await staff.of_user(tx, user_id)
        if colleague is None or colleague.proposed_by is None:
            raise BotError(N_("This was decided already. See /team"))
        if answer == "yes":
            permissions.check_confirmation(access.user_of(update), colleague.proposed_by, owners)
        role, action = (Role.OWNER, "team.role") if answer == "yes" else (None, "team.not_owner")
        if await staff.decide(tx, user_id, role):
            await access.note(tx, update, context, action, colleague.name or user_id, role=Role.OWNER)
    if role:
        await commands.publish_for(context.bot, services, user_id, role)
        welcome = N_("You are an owner now: you approve everything and change the team.")
        await access.tell(context.bot, services, user_id, lambda translator: Screen(translator.t(welcome)))
    return await team(update, context)


async def _owners(services: Services) -> list[int]:
    return [person.user_id for person in await access.team(services) if person.role is Role.OWNER]


async def _check_not_last(tx: AsyncConnection, services: Services, user_id: int) -> None:
    """BotError if the team would be left without an owner."""
    if {*services.config.staff.owners, *await staff.owners(tx)} == {user_id}:
        raise BotError(permissions.OWNER_ALONE)


async def person(update: Update, context: Context) -> None:
    [number] = pressed(update, 1)
    return await person_screen(update, context, row_number(number))


async def person_screen(update: Update, context: Context, user_id: int) -> None:
    chosen = next((row for row in await access.team(context.services) if row.user_id == user_id), None)
    if chosen is None:
        return await team(update, context)
    lines, decisions = [_line(context, chosen)], list[InlineKeyboardButton]()
    if chosen.proposed_by is not None:
        lines.append(
            context.t("An owner has to confirm it: another one than who proposed it, if there is another.")
        )
        decisions = _decisions(context.translator, user_id)
    out = button("✖️ " + context.label("Remove from the team"), "tmout", user_id)
    roles = role_buttons(context, "tmrole", Role, user_id, present=chosen.role)
    return await show(update, context, Screen("\n".join(lines), [decisions, *roles, [out], [back(context)]]))


async def remove(update: Update, context: Context) -> None:
    """Asks first; what they wrote stays."""
    number, sure = pressed(update, 2)
    services = context.services
    leaving = await context.read(staff.of_user, row_number(number))
    if leaving is None:
        return await team(update, context)
    name = leaving.name or number
    if sure != "1":
        text = context.t("Remove {name} from the team? What they wrote stays.", name=name)
        yes = button(context.label("Remove from the team"), "tmout", number, 1)
        return await show(update, context, Screen(text, [[yes, back(context)]]))
    async with services.database.begin() as tx:
        await _check_not_last(tx, services, leaving.user_id)
        if await staff.remove(tx, leaving.user_id, services.clock()):
            await body_operators.drop(tx, leaving.user_id)
            await access.note(tx, update, context, "team.removed", name)
    await commands.withdraw_from(context.bot, leaving.user_id)
    return await team(update, context)


def back(context: Context) -> InlineKeyboardButton:
    return button(context.label("Back"), "team")


HANDLERS = [staff_command("team", Action.SEE_TEAM, team)]
CONVERSATION = Conversation(
    "team",
    entry_points=[staff_button("tmadd", Action.CHANGE_TEAM, ask_colleague)],
    states={COLLEAGUE: [staff_typed(Action.CHANGE_TEAM, colleague)]},
    exits=[
        staff_button("team", Action.SEE_TEAM, team),
        staff_button("tm", Action.CHANGE_TEAM, person),
        staff_button("tmrole", Action.CHANGE_TEAM, give_role),
        staff_button("tmown", Action.CHANGE_TEAM, confirm_owner),
        staff_button("tmout", Action.CHANGE_TEAM, remove),
    ],
    canceled=N_("Nobody was added to the team."),
)
