"""An invitation to the team: its link asks, and a tap joins. It works once, for a few days, and names no secret in
what it shows."""

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.error import TelegramError

from bot.context import Context
from bot.staff.permissions import Action, Role, may
from bot.text.translator import N_
from handlers import commands
from handlers.members import menu
from handlers.routing import Button, pressed
from handlers.screen import Screen, button, keyboard, main_menu, show
from storage.members import members
from storage.staff import audit, invitations, staff
from storage.staff.invitations import Invitation

log = structlog.get_logger()

OVER = N_("This invitation is over: it was used, withdrawn, or its days have passed. Ask for a new one.")
AS = {
    Role.APPROVER: N_(
        "You are invited to the team of this bot as an approver: you write, and approve what others wrote."
    ),
    Role.EDITOR: N_(
        "You are invited to the team of this bot as an editor: you write announcements, events and answers."
    ),
    Role.OPERATOR: N_(
        "You are invited to the team of this bot as an operator: you answer members' questions."
    ),
    Role.ANALYST: N_("You are invited to the team of this bot as an analyst: you read its figures."),
}


async def linked(update: Update, context: Context, token: str) -> None:
    """What the link invites to; nothing is used up yet."""
    async with context.services.database.connect() as tx:
        invitation = await invitations.by_token(tx, token)
        holds = invitation is not None and await _holds(tx, invitation, context)
    if invitation is None or not holds:
        return await show(update, context, Screen(context.t(OVER), [[main_menu(context.translator)]]))
    yes = button(context.label("Join the team"), "join", token)
    no = button(context.label("Not now"), "menu")
    text = context.t(AS[Role(invitation.role)])
    return await show(update, context, Screen(text, [[yes], [no]]))


async def _holds(tx: AsyncConnection, invitation: Invitation, context: Context) -> bool:
    """Not used, withdrawn or over, and whoever invited still changes the team."""
    if invitation.used_at or invitation.withdrawn_at or invitation.expires_at <= context.services.clock():
        return False
    inviter = await staff.of_user(tx, invitation.invited_by)
    role = Role(inviter.role) if inviter else None
    fixed = invitation.invited_by in context.services.config.staff.owners
    return fixed or may(role, Action.CHANGE_TEAM)


async def join(update: Update, context: Context) -> None:
    """Uses the invitation up; whoever is on the team already keeps it for a colleague."""
    [token] = pressed(update, 1)
    assert update.effective_user is not None
    user, services = update.effective_user, context.services
    if context.session.role is not None:
        text = context.t("You are on the team already. The invitation can still be used by somebody else.")
        return await show(update, context, Screen(text, [[main_menu(context.translator)]]))
    async with services.database.begin() as tx:
        invitation = await invitations.by_token(tx, token)
        holds = invitation is not None and await _holds(tx, invitation, context)
        used = await invitations.use(tx, token, user.id, services.clock()) if holds else None
        if used is not None:
            await staff.add(tx, user.id, used.role, user.full_name, used.invited_by, services.clock())
            detail = {"role": used.role, "name": user.full_name}
            await audit.log(tx, user.id, "team.joined", used.id, services.clock(), **detail)
    if used is None:
        return await show(update, context, Screen(context.t(OVER), menu.of(context).rows))
    role = Role(used.role)
    await commands.publish_for(context.bot, services, user.id, role)
    await show(update, context, Screen(commands.welcome(context.translator, role)))
    return await _tell_inviter(context, used, user.full_name, user.id)


async def _tell_inviter(context: Context, used: Invitation, name: str, user_id: int) -> None:
    """Whoever invited sees who came by it, and can undo it."""
    member = await context.read(members.by_chat, used.invited_by)
    translator = (
        context.translator_for(member.language, member.script)
        if member
        else context.translator_for(context.services.config.locale.default)
    )
    text = translator.t(
        "{name} ({number}) has joined the team by your invitation.", name=name, number=user_id
    )
    out = button(translator.label("Remove from the team"), "tmout", user_id)
    try:
        await context.bot.send_message(used.invited_by, text, reply_markup=keyboard([[out]]))
    except TelegramError as error:
        log.info("a colleague could not be told", reason=type(error).__name__)


HANDLERS = [Button("join", join)]
