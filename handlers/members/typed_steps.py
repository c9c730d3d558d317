"""What a newcomer types at a step of /start that stands on no button: what a language is called, a country or city.

Only what is nothing else counts («мен Германияда тұрамын»); everything else they type is a question. The words on a
button press it, here as everywhere (`handlers/typed_press.py`).
"""

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

LONGEST = 100  # characters; a longer text is a question


class _AtAStep(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        member = session().member
        return member is not None and member.start_step is not None


async def typed(update: Update, context: Context) -> None:
    """Goes on from the step with what was typed, or answers a question."""
    member, text = context.member, typed_text(update)
    step = member.start_step if member and len(text) <= LONGEST else None
    if step == FIRST_STEP and (code := language_code(text)):
        return await start.take(update, context, "hilang", code)
    if step not in ("country", "zone"):
        return await answers.typed(update, context)
    meant = locations.only(text)
    home = meant.sure if locations.is_checked(text) else None
    if step == "country" and home:
        return await start.take(update, context, "hicty", home.country, home.zone or "", home.city or "")
    if step == "zone" and home and home.zone:
        return await start.take(update, context, "hizone", home.zone)
    if step == "country" and meant.choices and len(skeletons(text)) == 1:
        return await location.offer(update, context, meant, "hicty")
    return await answers.typed(update, context)


def language_code(text: str) -> str | None:
    """The language of this name, Kazakh in the letters it is written in; None where none is called so."""
    named = languages.named(text)
    if named is None:
        return None
    language, script = named
    own = (language, script or (script_of(text) if language == "kk" else "cyrl"))
    return next((code for code, spoken in CODES.items() if spoken == own), language)


HANDLERS: list[Handler] = [Typed(typed, PRIVATE & TYPED & _AtAStep())]
