"""Which colleagues answer for which body, and who is named for complaints and offers: owners set it at /team."""

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.inbox import bodies
from bot.staff.permissions import Action, may
from bot.text.markup import beginning
from bot.text.translator import N_
from handlers.routing import pressed, row_number
from handlers.screen import Screen, button, columns, show, ticked
from handlers.staff import access, body_hours
from handlers.staff.access import staff_button
from handlers.staff.team import back
from storage.staff import body_categories, body_operators

LABEL = 40  # characters of a body's name on a button
UNNAMED = {
    bodies.COMPLAINTS: N_("owners read complaints"),
    bodies.OFFERS: N_("owners, approvers and operators read offers"),
}


async def listed(update: Update, context: Context) -> None:
    """Every body, with how many answer for it."""
    services = context.services
    named = await bodies.operators(services)
    rows = []
    for body in _all(context):
        number = f" ({len(named[body])})" if body in named else ""
        short = beginning(bodies.name(services, context.translator, body), LABEL)
        rows.append([button(short + number, "tmb", body)])
    text = context.t(
        "Whoever answers for a body gets the questions that are nearest to its entries, in their private chat. "
        "Complaints and offers are seen only by those who are named for them, as soon as somebody is. Choose:"
    )
    await show(update, context, Screen(text, [*rows, [back(context)]]))


async def people(update: Update, context: Context) -> None:
    """Colleagues who may answer, ticked where they do for this body."""
    [body] = pressed(update, 1)
    services = context.services
    if body not in _all(context):
        return await listed(update, context)
    async with services.database.connect() as tx:
        here = (await body_operators.every(tx)).get(body, [])
    everybody = await access.named_team(context.bot, services)
    team = [person for person in everybody if may(person.role, bodies.needed(body))]
    ticks = [
        button(
            ticked(person.name or str(person.user_id), person.user_id in here), "tmbt", body, person.user_id
        )
        for person in team
    ]
    named = bodies.name(services, context.translator, body)
    text = context.t("Who answers for this body: {body}", body=named)
    if body in bodies.NAMED:
        others = context.label(UNNAMED[body])
        text = context.t(
            "{name}: only those who are ticked. While nobody is: {others}.", name=named, others=others
        )
    ways = [] if body in bodies.NAMED else _ways(context, body)
    if ways and (chosen := await _categories(context, body)):
        listed_ = context.words.list([context.translator.letters(name) for name in chosen])
        text += "\n" + context.t("Categories: {categories}", categories=listed_)
    to_list = button(context.label("Back"), "tmbs")
    return await show(update, context, Screen(text, [*columns(ticks), *ways, [to_list]]))


def _ways(context: Context, body: str) -> list[list[InlineKeyboardButton]]:
    hours = button("🕒 " + context.label("Office hours"), body_hours.VERB, body)
    return [[button("🗂 " + context.label("Categories"), "tmbc", body)], [hours]]


async def _categories(context: Context, body: str) -> list[str]:
    """The names of those it answers."""
    chosen = (await context.read(body_categories.every)).get(body, [])
    known = context.library.categories
    return [known[key][context.language] for key in known if key in chosen]


async def categories(update: Update, context: Context) -> None:
    """What a question may be about, ticked where this body answers it; pressed with one, turns it."""
    body, category = pressed(update, 2)
    if body not in context.library.bodies:
        return await listed(update, context)
    if category in context.library.categories:
        async with context.services.database.begin() as tx:
            present = category in (await body_categories.every(tx)).get(body, [])
            await (body_categories.drop if present else body_categories.put)(tx, body, category)
            await access.note(tx, update, context, "team.categories", body)
    chosen = (await context.read(body_categories.every)).get(body, [])
    ticks = [
        button(ticked(context.translator.letters(names[context.language]), key in chosen), "tmbc", body, key)
        for key, names in context.library.categories.items()
    ]
    text = context.t(
        "Questions of which categories does this body answer: {body}? It gets those that are near no entry, or near "
        "one whose own body nobody answers for.",
        body=bodies.name(context.services, context.translator, body),
    )
    back_ = button(context.label("Back"), "tmb", body)
    return await show(update, context, Screen(text, [*columns(ticks, 1), [back_]]))


async def toggle(update: Update, context: Context) -> None:
    body, number = pressed(update, 2)
    services, user_id = context.services, row_number(number)
    team = {person.user_id: person.name for person in await access.named_team(context.bot, services)}
    if body in _all(context) and user_id in team:
        async with services.database.begin() as tx:
            present = user_id in (await body_operators.every(tx)).get(body, [])
            if present:
                await body_operators.drop(tx, user_id, body)
            else:
                await body_operators.put(tx, body, user_id)
            action = "team.body_left" if present else "team.body"
            await access.note(tx, update, context, action, team[user_id] or user_id, body=body)
    await people(update, context)


def _all(context: Context) -> list[str]:
    """The bodies of locales/bodies.toml, and what persons are named for beside them."""
    return [*context.library.bodies, *bodies.NAMED]


HANDLERS = [
    staff_button("tmbs", Action.CHANGE_TEAM, listed),
    staff_button("tmb", Action.CHANGE_TEAM, people),
    staff_button("tmbt", Action.CHANGE_TEAM, toggle),
    staff_button("tmbc", Action.CHANGE_TEAM, categories),
]
