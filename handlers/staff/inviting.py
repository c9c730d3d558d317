"""Links by which colleagues join the team: made by owners, listed while they are open, withdrawn."""

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.staff import invitation
from bot.staff.permissions import Action, Role
from bot.text.translator import N_
from handlers.routing import pressed, row_number
from handlers.screen import Screen, button, columns, show
from handlers.staff import access
from handlers.staff.access import ROLE_NAMES, staff_button
from handlers.staff.team import BEGINNERS, back, role_buttons
from storage.staff import invitations

MOST = 20  # invitations that are open at once


async def invite(update: Update, context: Context) -> None:
    """A link for a role: shown once, to be sent to one person."""
    [role] = pressed(update, 1)
    services, now = context.services, context.services.clock()
    if role not in BEGINNERS:
        text = context.t(
            "As what do you invite? Whoever opens the link first joins the team, so send it to one person."
        )
        rows = [*role_buttons(context, "tminv", BEGINNERS), [back(context)]]
        return await show(update, context, Screen(text, rows))
    token, expires_at = invitation.new_token(), now + invitation.HOLDS
    async with services.database.begin() as tx:
        if len(await invitations.waiting(tx, now)) >= MOST:
            raise BotError(N_("There are too many open invitations. Withdraw some first."))
        number = await invitations.add(tx, token, role, access.user_of(update), expires_at)
        await access.note(tx, update, context, "team.invited", number, role=role)
    text = context.t(
        "An invitation for one {role}. It works once and until {until}; send it to them yourself:\n{link}",
        role=context.label(ROLE_NAMES[Role(role)]),
        until=context.words.time(expires_at, context.zone),
        link=invitation.link(context.bot.username, token),
    )
    undo = button(context.label("Withdraw"), "tmwd", number)
    return await show(update, context, Screen(text, [[undo], [back(context)]]))


async def invited(update: Update, context: Context) -> None:
    """Invitations that can still be used, to be withdrawn."""
    waiting = await context.read(invitations.waiting, context.services.clock())
    zone, lines, rows = context.zone, [context.t("<b>Open invitations</b>")], []
    for row in waiting:
        role, until = context.label(ROLE_NAMES[Role(row.role)]), context.words.time(row.expires_at, zone)
        lines.append(
            context.t("• No. {number}: {role}, until {until}", number=row.id, role=role, until=until)
        )
        rows.append(button("✖️ " + context.label("Withdraw No. {number}", number=row.id), "tmwd", row.id))
    if not waiting:
        lines.append(context.t("There are none."))
    await show(update, context, Screen("\n".join(lines), [*columns(rows), [back(context)]]))


async def withdraw(update: Update, context: Context) -> None:
    [number] = pressed(update, 1)
    async with context.services.database.begin() as tx:
        if await invitations.withdraw(tx, row_number(number), context.services.clock()):
            await access.note(tx, update, context, "team.withdrawn", number)
    await invited(update, context)


HANDLERS = [
    staff_button("tminv", Action.CHANGE_TEAM, invite),
    staff_button("tmopen", Action.CHANGE_TEAM, invited),
    staff_button("tmwd", Action.CHANGE_TEAM, withdraw),
]
