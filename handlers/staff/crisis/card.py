"""The card of a check-in, counts first: what it says, who may press what, and by place."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.quiet_hours import known_zone
from bot.context import Context, chat_of
from bot.crisis import totals
from bot.crisis.ending import readers
from bot.crisis.totals import Totals
from bot.errors import BotError
from bot.services import Services
from bot.staff import permissions
from bot.staff.permissions import NAMED_IN_CRISIS, Action
from bot.text.translator import N_, Translator
from handlers.page import Page
from handlers.routing import Handler, pressed, row_number
from handlers.screen import Screen, button, columns, place
from handlers.staff import access
from handlers.staff.access import staff_button
from handlers.staff.crisis import wording
from storage.crisis import cards, check_ins, figures
from storage.crisis.cards import Card
from storage.crisis.check_ins import CheckIn
from storage.crisis.figures import Group
from storage.members import members

VERB = "cs"
FIRST = 6  # places on the card
ON_PAGE = 12  # places on a page
GONE = N_("There is no such check-in. The broadcasts: /broadcasts")
IN_GROUP = N_("Who needs help is shown in private chats only. Open it in yours: /broadcasts")
Part = Callable[..., Awaitable[object]]


async def opened(context: Context, number: str) -> CheckIn:
    """The check-in of this number; BotError for one that is none, or was not sent yet."""
    check_in = await context.read(check_ins.get, row_number(number))
    if check_in is None or check_in.launched_at is None:
        raise BotError(GONE)
    return check_in


def part(text: str, check_in: CheckIn, *values: object) -> InlineKeyboardButton:
    return button(text, VERB, check_in.id, *values)


def back(translator: Translator, check_in: CheckIn) -> InlineKeyboardButton:
    return part(translator.label("Back"), check_in, "card")


async def named(services: Services, check_in: CheckIn) -> list[int]:
    """Who sees those that need help."""
    return await services.database.read(readers, services.config.staff.owners, check_in)


async def check_named(update: Update, context: Context, check_in: CheckIn) -> None:
    """BotError unless whoever presses is named for it, in their private chat."""
    permissions.check_reader(access.user_of(update), await named(context.services, check_in), NAMED_IN_CRISIS)
    if context.public:
        raise BotError(IN_GROUP)


async def card(update: Update, context: Context, check_in: CheckIn, *_: str) -> None:
    """Shown in place; from now on this message follows the check-in."""
    services, reader = context.services, access.user_of(update)
    shown = await screen(services, context.translator, check_in, reader)
    message = await place(update, context, shown)
    if check_in.open:
        row = Card(check_in.id, chat_of(update), message.message_id, shown.text)
        await context.write(cards.put, row)


async def screen(services: Services, translator: Translator, check_in: CheckIn, reader: int) -> Screen:
    """As it is now, with the buttons this colleague may press."""
    zone, groups = await zone_of(services, reader), await groups_of(services, check_in)
    counted, where = totals.totals(groups), totals.places(groups)
    lines = [wording.head(translator, check_in, zone), *wording.counts(translator, counted)]
    if len(where) > 1 or (where and where[0].country):
        lines += ["", *(line for here in where[:FIRST] for line in wording.place(translator, here))]
    sees = reader in await named(services, check_in)
    return Screen("\n".join(lines), _ways(translator, check_in, counted, sees=sees))


async def groups_of(services: Services, check_in: CheckIn) -> list[Group]:
    return await services.database.read(figures.read, check_in)


async def zone_of(services: Services, user_id: int) -> ZoneInfo:
    """The clock of this colleague."""
    member = await services.database.read(members.by_chat, user_id)
    return known_zone(member.timezone if member else None) or services.config.locale.zone


def _ways(
    translator: Translator, check_in: CheckIn, counted: Totals, *, sees: bool
) -> list[list[InlineKeyboardButton]]:
    label = translator.label
    who = part("🆘 " + label("Who needs help ({number})", number=counted.in_need), check_in, "who", 0)
    by_place = part("🗺 " + label("By place"), check_in, "where", 0)
    again = part("🔁 " + label("Ask the silent again ({number})", number=counted.silent), check_in, "again")
    table = part("🧾 " + label("Table (CSV)"), check_in, "csv")
    readers_ = part("👥 " + label("Who sees it"), check_in, "named")
    end = part("⏹ " + label("End the check-in"), check_in, "end")
    refresh = part("🔄 " + label("Refresh"), check_in, "card")
    rows = [[who]] if sees and counted.in_need else []
    rows += [[by_place, *([refresh] if check_in.open else [])]]
    rows += [[again]] if check_in.open and counted.silent else []
    rows += columns([*([table] if sees else []), readers_])
    rows += [[end]] if check_in.ended_at is None else []
    return [*rows, [button(label("Broadcast No. {number}", number=check_in.id), "bv", check_in.id)]]


async def where(update: Update, context: Context, check_in: CheckIn, wanted: str = "0", *_: str) -> None:
    """Every country with its cities, where help is needed first."""
    listed = totals.places(await groups_of(context.services, check_in))
    page = Page.of(wanted, len(listed), ON_PAGE)
    zone = await zone_of(context.services, access.user_of(update))
    lines = [wording.head(context.translator, check_in, zone), ""]
    for here in page.cut(listed):
        lines += wording.place(context.translator, here, cities=True)
    if not listed:
        lines.append(context.t("Nobody has got it yet."))
    turns = page.signs(lambda sign, turned: part(sign, check_in, "where", turned))
    await place(update, context, Screen("\n".join(lines), [turns, [back(context.translator, check_in)]]))


@dataclass(frozen=True, slots=True)
class OfCheckIn:
    """A callback that gets the button's check-in and arguments; what it shows does not follow the check-in."""

    callback: Part

    async def __call__(self, update: Update, context: Context) -> None:
        number, _, *rest = pressed(update, 5)
        check_in, message = await opened(context, number), update.effective_message
        if update.callback_query and message:
            await context.write(cards.leave, message.chat_id, message.message_id)
        await self.callback(update, context, check_in, *rest)


def act(name: str, callback: Part, action: Action = Action.FOLLOW_CHECK_INS) -> Handler:
    return staff_button(rf"{VERB}:\d+:{name}", action, OfCheckIn(callback))
