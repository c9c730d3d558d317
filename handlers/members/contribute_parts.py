"""The answers to each step of an offer that is written: by a button, or in words that mean one."""

from collections.abc import Callable
from typing import Any, Literal

from telegram import Update

from bot.context import Context
from bot.directory import countries, locations, shared_locations
from bot.offers import fields, kinds, typed
from bot.offers.kinds import Kind
from handlers.members.contribute_steps import (
    CONTACT,
    FIELD,
    KIND,
    PLACE,
    REVIEW,
    SPOKEN,
    WORDS,
    following,
    offer_of,
    place_button,
    screen,
)
from handlers.routing import pressed, typed_text
from handlers.screen import Screen, button, columns, say, show
from storage.offers import drafts

CITY_MOST = 60  # characters


async def _on(update: Update, context: Context, step: str) -> Any:
    """To the step after this one; to the whole of it when that was seen before."""
    after = REVIEW if context.typed.get("reached") else following(step)
    return await to(update, context, after)


async def to(update: Update, context: Context, step: str) -> Any:
    """To this step; before the whole of it is shown, what cannot be left out is asked for. What there
    is stays a draft until it is sent or canceled."""
    if step == REVIEW:
        step = missing(context) or REVIEW
        context.typed["reached"] = True
    if context.member is not None:
        await context.write(drafts.put, context.member.id, context.typed, context.services.clock())
    await show(update, context, screen(context, step))
    return step


async def kind(update: Update, context: Context) -> Literal["kind", "field", "review"]:
    chosen = _chosen(update, lambda text: typed.kind(context.services.catalogs, text))
    if chosen not in set(Kind):
        await _once_more(update, context, KIND)
        return KIND
    context.typed["kind"] = chosen
    after: Literal["field", "review"] = await _on(update, context, KIND)
    return after


async def field(update: Update, context: Context) -> Literal["field", "place", "review"]:
    chosen = _chosen(update, typed.field)
    if chosen not in fields.known():
        await _once_more(update, context, FIELD)
        return FIELD
    context.typed["field"] = chosen
    after: Literal["place", "review"] = await _on(update, context, FIELD)
    return after


def _chosen(update: Update, read: Callable[[str], str | None]) -> str:
    """What a button says, or what typed words mean."""
    return pressed(update, 1)[0] if update.callback_query else read(typed_text(update)) or ""


async def _once_more(update: Update, context: Context, step: str, told: str = "") -> None:
    """What was typed is none of the choices."""
    shown = screen(context, step)
    head = told or context.t("This was not understood. Choose a button, or type one of the names.")
    await say(update, context, Screen(f"{head}\n\n{shown.text}", shown.rows))


async def place(update: Update, context: Context) -> Literal["place", "spoken", "review"]:
    """From afar or a country."""
    code, named = pressed(update, 2)
    if code != "afar" and code not in countries.codes():
        await show(update, context, screen(context, PLACE))
        return PLACE
    city = context.typed.get("heard") if named == "city" else None
    context.typed |= {"country": None if code == "afar" else code, "city": city}
    after: Literal["spoken", "review"] = await _on(update, context, PLACE)
    return after


async def place_typed(update: Update, context: Context) -> Literal["place", "spoken", "review"]:
    """A city or country in words, or a shared location; where several are meant, they are offered."""
    point = update.message.location if update.message else None
    text = typed_text(update)
    meant = shared_locations.nearest(point.latitude, point.longitude) if point else locations.search(text)
    heard = text if len(text) <= CITY_MOST and not point else ""
    if meant.sure is not None:
        city = heard if meant.sure.zone else ""
        context.typed |= {"country": meant.sure.country, "city": city or None}
        after: Literal["spoken", "review"] = await _on(update, context, PLACE)
        return after
    if not meant.choices:
        told = context.t("No place of that name was found. Try another spelling, or a larger city.")
        await _once_more(update, context, PLACE, told)
        return PLACE
    context.typed["heard"] = heard
    offered = dict.fromkeys((place.country, heard if place.zone else "") for place in meant.choices)
    listed = [place_button(context, *choice) for choice in offered]
    text = context.t("Which of these?")
    back = [button(context.label("Back"), "cbg", PLACE)]
    await say(update, context, Screen(text, [*columns(listed), back]))
    return PLACE


async def spoken(update: Update, context: Context) -> Literal["spoken", "words", "review"] | None:
    """A press adds or takes a language."""
    [code] = pressed(update, 1)
    chosen = context.typed.get("languages", [])
    if code == "done" and chosen:
        after: Literal["words", "review"] = await _on(update, context, SPOKEN)
        return after
    if code in kinds.LANGUAGES:
        context.typed["languages"] = [
            language for language in kinds.LANGUAGES if (language in chosen) is not (language == code)
        ]
    await show(update, context, screen(context, SPOKEN))
    return SPOKEN


async def spoken_typed(update: Update, context: Context) -> Literal["spoken", "words", "review"]:
    """Names of languages, a comma between them, in place of those chosen."""
    names = [name for name in typed_text(update).replace("\n", ",").split(",") if name.strip()]
    named = [typed.language(name) for name in names]
    if not named or None in named:
        await _once_more(update, context, SPOKEN)
        return SPOKEN
    context.typed["languages"] = [code for code in kinds.LANGUAGES if code in named]
    after: Literal["words", "review"] = await _on(update, context, SPOKEN)
    return after


async def words_typed(update: Update, context: Context) -> Literal["words", "contact", "review"]:
    text = typed_text(update)
    if not text:
        await _once_more(update, context, WORDS, context.t("Please write it in words."))
        return WORDS
    context.typed["text"] = text
    after: Literal["contact", "review"] = await _on(update, context, WORDS)
    return after


async def no_contact(update: Update, context: Context) -> Literal["review"]:
    context.typed["contact"] = None
    after: Literal["review"] = await to(update, context, REVIEW)
    return after


async def contact_typed(update: Update, context: Context) -> Literal["contact", "review"]:
    """Words, or a contact as Telegram sends one."""
    shared = update.message.contact if update.message else None
    contact = shared.phone_number if shared else " ".join(typed_text(update).split())
    if not contact:
        await _once_more(update, context, CONTACT, context.t("Please write it in words."))
        return CONTACT
    context.typed["contact"] = contact
    after: Literal["review"] = await to(update, context, REVIEW)
    return after


async def review_typed(update: Update, context: Context) -> Literal["review"]:
    """Words where a button is awaited: a better description."""
    if text := typed_text(update):
        context.typed["text"] = text
    await say(update, context, screen(context, REVIEW))
    return REVIEW


def missing(context: Context) -> str | None:
    """The first step that cannot be left out and was."""
    offer = offer_of(context)
    given = {KIND: offer.kind, FIELD: offer.field, WORDS: offer.text}
    return next((step for step, value in given.items() if not value), None)
