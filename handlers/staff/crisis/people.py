"""Those who need help or a call, for the colleagues a check-in names: page by page, each somebody's to take care of.

Of two who claim the same person one gets them; the other reads who did. A claim is taken back by whoever made it.
"""

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.crisis import totals
from bot.directory import zones
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import answer, row_number
from handlers.screen import Screen, columns, show
from handlers.staff import access, csv_file
from handlers.staff.broadcast.wording import country
from handlers.staff.crisis import wording
from handlers.staff.crisis.card import back, check_named, groups_of, part, zone_of
from storage.crisis import answers
from storage.crisis.answers import Person
from storage.crisis.check_ins import CheckIn

ON_PAGE = 5
WHEN = "%d.%m.%Y %H:%M"
HEADINGS = (
    N_("answer"), N_("country"), N_("time zone"), N_("answered at ({zone})"), N_("name"), N_("words"),
    N_("telephone"), N_("place"), N_("latitude"), N_("longitude"), N_("taken care of by"),
)  # fmt: skip
QUICKER = N_("{name} takes care of them already.")
NOBODY = N_("They do not need anybody any more.")


async def who(update: Update, context: Context, check_in: CheckIn, wanted: str = "0", *_: str) -> None:
    """A page of them, nobody's first."""
    await check_named(update, context, check_in)
    number = totals.totals(await groups_of(context.services, check_in)).in_need
    page = Page.of(wanted, number, ON_PAGE)
    listed = await context.read(answers.in_need, check_in.id, ON_PAGE, page.start)
    await show(update, context, await _screen(update, context, check_in, listed, page))


async def _screen(
    update: Update, context: Context, check_in: CheckIn, listed: list[Person], page: Page
) -> Screen:
    user_id, names = access.user_of(update), await _names(context)
    zone = await zone_of(context.services, user_id)
    lines = [wording.head(context.translator, check_in, zone)]
    lines += [
        f"<b>{place}.</b> {wording.person(context.translator, somebody, zone, names)}"
        for place, somebody in enumerate(listed, page.start + 1)
    ]
    if not listed:
        lines.append(context.t("Nobody needs help."))
    claims = [
        button
        for place, somebody in enumerate(listed, page.start + 1)
        for button in _claim(context, check_in, somebody, place, page.at, user_id)
    ]
    refresh = part("🔄 " + context.label("Refresh"), check_in, "who", page.at)
    turns = page.signs(lambda sign, turned: part(sign, check_in, "who", turned))
    rows = [*columns(claims, 1), turns, [refresh, back(context.translator, check_in)]]
    return Screen("\n\n".join(lines), rows)


def _claim(
    context: Context, check_in: CheckIn, somebody: Person, place: int, page: int, user_id: int
) -> list[InlineKeyboardButton]:
    """The button under their number; none where a colleague takes care of them."""
    if somebody.taken_by is None:
        label = "✋ " + context.label("I take care of No. {place}", place=place)
        return [part(label, check_in, "take", somebody.member_id, page)]
    if somebody.taken_by == user_id:
        label = "↩️ " + context.label("Not me after all: No. {place}", place=place)
        return [part(label, check_in, "give", somebody.member_id, page)]
    return []


async def take(
    update: Update, context: Context, check_in: CheckIn, member: str = "", page: str = "0", *_: str
) -> None:
    """Claimed once."""
    await check_named(update, context, check_in)
    services, user_id, number = context.services, access.user_of(update), row_number(member)
    async with services.database.begin() as tx:
        taken = await answers.take(tx, check_in.id, number, user_id, services.clock())
        if taken:
            await access.note(tx, update, context, "crisis.taken", check_in.id)
        given = await answers.get(tx, check_in.id, number)
    if not taken and (given is None or given.taken_by != user_id):
        names, other = await _names(context), given.taken_by if given else None
        told = context.label(NOBODY)
        if other is not None:
            told = context.label(QUICKER, name=names.get(other, str(other)))
        await answer(update, context, told, alert=True)
    await who(update, context, check_in, page)


async def give(
    update: Update, context: Context, check_in: CheckIn, member: str = "", page: str = "0", *_: str
) -> None:
    """Back to nobody."""
    await check_named(update, context, check_in)
    async with context.services.database.begin() as tx:
        if await answers.give_back(tx, check_in.id, row_number(member), access.user_of(update)):
            await access.note(tx, update, context, "crisis.given_back", check_in.id)
    await who(update, context, check_in, page)


async def table(update: Update, context: Context, check_in: CheckIn, *_: str) -> None:
    """A line for whoever got it; names and what was added only of those who need somebody. The log says who took it."""
    await check_named(update, context, check_in)
    zone = await zone_of(context.services, access.user_of(update))
    city = zones.city(zone.key, context.language)
    headings: list[object] = [context.label(heading, zone=city) for heading in HEADINGS]
    rows: list[list[object]] = [headings]
    names, last = await _names(context), 0
    while True:
        page = await context.read(answers.everybody, check_in.id, last)
        if not page:
            break
        last = page[-1].member_id
        for somebody in page:
            answered = somebody.answered_at
            rows.append([
                wording.answer(context.translator, somebody.answer), country(context.translator, somebody.country),
                somebody.zone, answered.astimezone(zone).strftime(WHEN) if answered else None, somebody.name,
                somebody.words, somebody.phone, somebody.place, somebody.latitude, somebody.longitude,
                names.get(somebody.taken_by, str(somebody.taken_by)) if somebody.taken_by else None,
            ])  # fmt: skip
    await context.write(access.note, update, context, "crisis.table", check_in.id)
    await csv_file.send(update, context, f"otandas-check-in-{check_in.id}", rows)


async def _names(context: Context) -> dict[int, str]:
    team = await access.named_team(context.bot, context.services)
    return {person.user_id: person.name or str(person.user_id) for person in team}
