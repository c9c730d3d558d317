"""What a newcomer types at a step of /start instead of pressing: a language, a country or city, a topic, "Done".

Only what is nothing else counts: the words on a button of that step, what a language is called, a place by itself
(«мен Германияда тұрамын»). Everything else they type is a question.
"""

from typing import Final

from telegram import Message, Update
from telegram.ext import filters

from bot.context import Context, session
from bot.directory import languages, locations
from bot.faq.language import script_of
from bot.text.languages import CODES
from bot.text.skeleton import skeletons
from handlers.members import answers, location, start
from handlers.members.membership import FIRST_STEP
from handlers.routing import PRIVATE, TYPED, Handler, Typed, typed_text
from handlers.screen import args

OTHER: Final = "other"  # the argument of a button that only asks for what was typed now
LONGEST = 100  # characters; a longer text is a question


class _AtAStep(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        member = session().member
        return member is not None and member.start_step is not None


async def typed(update: Update, context: Context) -> None:
    """Goes on from the step as its button would, or answers a question."""
    member, text = context.member, typed_text(update)
    step = member.start_step if member else None
    if step is None or len(text) > LONGEST:
        return await answers.typed(update, context)
    if step == FIRST_STEP and (code := language_code(text)):
        return await start.take(update, context, "hilang", code)
    if chosen := _labelled(context, step, text):
        return await start.take(update, context, *chosen)
    home = locations.only(text).sure if locations.is_checked(text) else None
    if step == "country" and home:
        return await start.take(update, context, "hicty", home.country, home.zone or "")
    if step == "zone" and home and home.zone:
        return await start.take(update, context, "hizone", home.zone)
    if step == "country" and len(skeletons(text)) == 1 and locations.only(text).choices:
        return await location.offer(update, context, locations.only(text), "hicty")
    return await answers.typed(update, context)


def language_code(text: str) -> str | None:
    """The language of this name, Kazakh in the letters it is written in; None where none is called so."""
    named = languages.named(text)
    if named is None:
        return None
    language, script = named
    own = (language, script or (script_of(text) if language == "kk" else "cyrl"))
    return next((code for code, spoken in CODES.items() if spoken == own), language)


def _labelled(context: Context, step: str, text: str) -> list[str] | None:
    """Verb and arguments of the step's button with these words."""
    words = skeletons(text)
    keys = [key for row in start.step_screen(context, step).rows for key in row]
    data = next((str(key.callback_data) for key in keys if words and skeletons(key.text) == words), "")
    verb, values = data.partition(":")[0], args(data)
    return [verb, *values] if data and values[0] != OTHER else None


HANDLERS: list[Handler] = [Typed(typed, PRIVATE & TYPED & _AtAStep())]
