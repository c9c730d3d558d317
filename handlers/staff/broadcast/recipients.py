"""Who gets it: topics, countries, languages and how lately they were active, with the count after every tap."""

from collections.abc import Collection
from typing import Any

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries
from bot.text.languages import LANGUAGES
from handlers.buttons import columns, keyboard
from handlers.routing import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from handlers.staff.broadcast.drafts import counted, opened, saved, zone_of
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Audience

DAYS = (7, 30, 90, 365)
FACETS = ("topics", "countries", "languages")


async def recipients(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """What narrows the audience now, and how many that are."""
    ways = [
        [_facet(context, draft, "topics", context.label("Topics")),
         _facet(context, draft, "countries", context.label("Countries"))],
        [_facet(context, draft, "languages", context.label("Languages")),
         part(context.label("Last active"), draft, "ac")],
        [part(context.label("Everyone"), draft, "all")],
        [back(context, draft)],
    ]  # fmt: skip
    await show(update, context, Screen(await _described(context, draft), keyboard(ways)))


def _facet(context: Context, draft: Broadcast, facet: str, label: str) -> InlineKeyboardButton:
    number = len(draft.audience.get(facet) or [])
    return part(f"{label} ({number})" if number else label, draft, "fc", facet)


async def facet(update: Update, context: Context, draft: Broadcast, name: str, *_: str) -> None:
    """The choices of one facet, chosen ones ticked."""
    if name not in FACETS:
        return await recipients(update, context, draft)
    choices = {"topics": _topics, "countries": _countries, "languages": _languages}[name]
    search = [part("🔎 " + context.label("Another country"), draft, "cs")] if name == "countries" else []
    rows = [*columns(await choices(context, draft)), search, [part(context.label("Back"), draft, "to")]]
    return await show(update, context, Screen(await _described(context, draft), keyboard(rows)))


async def toggle(update: Update, context: Context, draft: Broadcast, name: str, choice: str, *_: str) -> None:
    """Adds or takes out a choice, as the button's sign says; pressing twice does it once."""
    if name in FACETS and choice[:1] in "+-" and len(choice) > 1:
        chosen = [one for one in draft.audience.get(name) or [] if one != choice[1:]]
        if choice[0] == "+" and choice[1:] in _known(context, name):
            chosen.append(choice[1:])
        draft = await _narrowed(update, context, draft, **{name: chosen})
    await facet(update, context, draft, name)


def _known(context: Context, name: str) -> Collection[str]:
    """What may be chosen at all; a forged button names something else."""
    known: dict[str, Collection[str]] = {
        "topics": context.services.topics, "countries": countries.codes(), "languages": LANGUAGES,
    }  # fmt: skip
    return known[name]


async def everyone(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    await recipients(update, context, await saved(update, context, draft, audience=Audience().as_json()))


async def activity(update: Update, context: Context, draft: Broadcast, days: str = "", *_: str) -> None:
    """How lately they must have been here; pressed with a number of days, keeps it."""
    if days.isdigit() and int(days) in (0, *DAYS):
        draft = await _narrowed(update, context, draft, active_days=int(days) or None)
    present = draft.audience.get("active_days") or 0
    said = [(one, context.tn("Last {n} day", "Last {n} days", one)) for one in DAYS]
    choices = [part(("✓ " if present == one else "") + label, draft, "ac", one) for one, label in said]
    anytime = part(("" if present else "✓ ") + context.label("Any time"), draft, "ac", 0)
    rows = [*columns(choices), [anytime], [part(context.label("Back"), draft, "to")]]
    await show(update, context, Screen(await _described(context, draft), keyboard(rows)))


async def ask_country(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    await stand(update, context, "bc.country", draft=draft.id)
    asked = context.t("Type the names of countries in any language, for example: Poland, Түркия.")
    ways = [[part(context.label("Back"), draft, "fc", "countries")]]
    await show(update, context, Screen(asked, keyboard(ways)))


async def country_typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """Typed names: one that means one country is added, the rest are offered."""
    typed = (update.message.text if update.message else None) or ""
    draft = await opened(context, str(data["draft"]))
    offered: list[str] = []
    chosen = list(draft.audience.get("countries") or [])
    for name in filter(None, (one.strip() for one in typed.replace(";", ",").replace("\n", ",").split(","))):
        codes = countries.search(name)
        (chosen if len(codes) == 1 else offered).extend(codes)
    draft = await _narrowed(update, context, draft, countries=list(dict.fromkeys(chosen)))
    await stand(update, context, "bc.country", draft=draft.id)
    buttons = columns([_country(context, draft, code) for code in dict.fromkeys(offered)])
    ways = [*buttons, [part(context.label("Back"), draft, "fc", "countries")]]
    await say(update, context, Screen(await _described(context, draft), keyboard(ways)))


async def _narrowed(update: Update, context: Context, draft: Broadcast, **values: Any) -> Broadcast:
    """The draft with this audience; one that means the same is no change."""
    chosen = Audience.of(draft.audience | values)
    if chosen == Audience.of(draft.audience):
        return draft
    return await saved(update, context, draft, audience=chosen.as_json())


async def _described(context: Context, draft: Broadcast) -> str:
    found = await counted(context, draft)
    lines = wording.audience(context.translator, context.services.topics, found.audience, zone_of(context))
    return "\n".join(["👥 " + lines[0], *lines[1:], "", *wording.reach(context.translator, found.reach)])


async def _topics(context: Context, draft: Broadcast) -> list[InlineKeyboardButton]:
    topics = context.services.topics
    return [_choice(draft, "topics", slug, topics[slug].title(context.language)) for slug in topics]


async def _countries(context: Context, draft: Broadcast) -> list[InlineKeyboardButton]:
    """The common ones and whatever was chosen besides."""
    listed = dict.fromkeys([*countries.COMMON, *(draft.audience.get("countries") or [])])
    return [_country(context, draft, code) for code in listed]


async def _languages(context: Context, draft: Broadcast) -> list[InlineKeyboardButton]:
    return [_choice(draft, "languages", code, wording.titled(context.translator, code)) for code in LANGUAGES]


def _country(context: Context, draft: Broadcast, code: str) -> InlineKeyboardButton:
    return _choice(
        draft, "countries", code, f"{countries.flag(code)} {countries.name(code, context.language)}"
    )


def _choice(draft: Broadcast, facet: str, value: str, label: str) -> InlineKeyboardButton:
    chosen = value in (draft.audience.get(facet) or [])
    return part(("✓ " if chosen else "") + label, draft, "tg", facet, ("-" if chosen else "+") + value)


STEPS: dict[str, StepHandler] = {"bc.country": country_typed}
