"""Those who wanted to be told get the answer when there is one, once, whichever process comes first.

Rows decide: a chat waits in `askers` for a question that an entry answers by now. It is taken out before the
message is sent, so that a crash in between may cost this one message and never sends it twice.
"""

from typing import Any

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.delivery.pace import Lane
from bot.faq.entry import Entry
from bot.services import Services
from bot.text.translator import Translator
from handlers.members.card import ref
from handlers.screen import NO_PREVIEW, Screen, button, keyboard
from storage.faq import searches
from storage.members import members

log = structlog.get_logger()

EVERY = 5.0  # seconds between looks
MOST = 50  # told at one look, so that it is over soon when the bot stops
TROUBLE = 60.0  # seconds after Telegram could not be reached


async def look(bot: Any, services: Services) -> None:
    """Tells those who can be told now; an entry this process does not read yet waits for the next look."""
    async with services.database.connect() as tx:
        waiting = await searches.untold(tx, tuple(services.faq.library.entries))
    for chat, slug in waiting[:MOST]:
        entry = services.faq.library.get(slug)
        if entry is not None:
            await _tell(bot, services, chat, entry)


async def _tell(bot: Any, services: Services, chat: int, entry: Entry) -> None:
    async with services.database.begin() as tx:
        claimed = await searches.claim_telling(tx, chat, entry.slug)
        member = await members.by_chat(tx, chat)
    if not claimed or (member is not None and member.blocked_at is not None):
        return
    script = member.script if member else "cyrl"
    language = member.language if member else services.config.locale.default
    shown = screen(Translator.of(services.catalogs, language, script), entry)
    try:
        await bot.send_message(
            chat,
            shown.text,
            reply_markup=shown.buttons,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=Lane.BACKGROUND,
        )
    except RetryAfter:  # surely not sent: it waits again
        async with services.database.begin() as tx:
            for number in claimed:
                await searches.agree(tx, number, chat, services.clock())
        raise
    except (Forbidden, BadRequest, ChatMigrated) as refusal:
        log.info("an asker is out of reach", reason=type(refusal).__name__)
    except TelegramError:
        log.warning("it is not known whether an asker was told; not repeated", entry=entry.slug)
        raise


def screen(translator: Translator, entry: Entry) -> Screen:
    """The opening of the answer and a way to the whole of it."""
    text = entry.texts[translator.language]
    told_of = translator.words.t("You asked, and there was no answer yet. Now there is one:")
    whole = translator.letters(f"{told_of}\n\n<b>{text.question}</b>\n\n{text.answer}")
    return Screen(
        whole,
        keyboard(
            [[button(translator.label("Read in full"), "faqe", ref(entry.slug), translator.code, "", 0)]]
        ),
    )
