"""“You asked, we did”: a draft in three languages of what became of members' questions, for staff to go on with."""

from datetime import timedelta

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.services import Services
from bot.stats.figures import FEW
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.staff import access
from handlers.staff.broadcast import card
from handlers.staff.entries.texts import title
from storage import periods
from storage.broadcasts import drafts
from storage.periods import Answers, Held

DAYS = 90  # back from now
NAMED = 6  # entries, events


async def draft(update: Update, context: Context) -> None:
    """Begins it and shows its card; BotError when there is nothing to tell."""
    services, now = context.services, context.services.clock()
    span = (now - timedelta(days=DAYS), now)
    async with services.database.connect() as tx:
        written = sorted(await periods.settled(tx, span))
        answers, held = await periods.answers(tx, span, now), await periods.held(tx, span)
    entries = [slug for slug in written if services.faq.library.get(slug)]
    if not entries and answers.answered < FEW and not held:
        raise BotError(N_("There is nothing to tell yet: no new answers, no events, few questions answered."))
    content = {
        language: {
            "text": worded(services, Translator.of(services.catalogs, language), entries, answers, held)
        }
        for language in LANGUAGES
    }
    async with services.database.begin() as tx:
        begun = await drafts.begin(tx, access.user_of(update), now, content=content)
        await access.note(tx, update, context, "draft.begun", begun.id)
    await card.card(update, context, begun)


def worded(
    services: Services, translator: Translator, entries: list[str], answers: Answers, held: list[Held]
) -> str:
    label = translator.label
    parts = [label("You asked, we did")]
    if entries:
        named = [f"• {title(translator, services.faq.library, slug)}" for slug in entries[:NAMED]]
        parts.append("\n".join([label("New answers to what many of you asked:"), *named]))
    if answers.answered >= FEW:
        told = translator.words.tn(
            "Our colleagues answered {n} question of yours.", "Our colleagues answered {n} questions of yours.",
            answers.answered,
        )  # fmt: skip
        parts.append(told)
    if held:
        named = [
            f"• {translator.words.date(event.starts_at.date())}: "
            + event.texts.get(translator.language, {}).get("title", "")
            for event in held[-NAMED:]
        ]
        parts.append("\n".join([label("We met at:"), *named]))
    parts.append(label("Write your question here in your own words, at any time."))
    return "\n\n".join(parts)
