"""In which language and letters an answer is read, and what the reader may change about that."""

from telegram import Update

from bot.context import Context
from bot.faq.decision import Decision
from bot.text.translator import Translator
from handlers.members.card import Way
from handlers.routing import public
from handlers.screen import here


def tongue(context: Context, decision: Decision) -> Translator:
    """The question's language; its letters too, unless it is Cyrillic and the reader chose others. Small
    talk in Cyrillic, too short to tell its language, is answered in the reader's own."""
    member, script = context.member, decision.script
    if decision.smalltalk and script == "cyrl":
        return context.translator
    if script == "cyrl" and member is not None:
        script = member.script
    return context.translator_for(decision.language, script)


def coded(context: Context, code: str) -> Translator:
    """The translator a button names, else the reader's own."""
    return Translator.coded(context.services.catalogs, code) or context.translator


def way(update: Update, context: Context, origin: str = "", page: str = "", *, rated: bool = False) -> Way:
    """How a card is come to; members who set a language may read it in that one too."""
    own = context.translator.code if context.member is not None else ""
    return Way(origin, int(page) if page.isdigit() else 0, public(update), rated, own)


def replied_text(update: Update) -> str:
    """What the person wrote, which the pressed message replies to; empty if they deleted it."""
    message = here(update) if update.callback_query else None
    original = message.reply_to_message if message else None
    return (original.text or original.caption or "") if original else ""
