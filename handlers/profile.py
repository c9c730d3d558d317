"""What Telegram shows before "Start": said in each language, unless the owners wrote something themselves."""

from typing import Any

from telegram.ext import ExtBot

from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES


async def publish_descriptions(bot: ExtBot[Any], catalogs: Catalogs, default: str) -> None:
    """Fills the description and the short one where they are empty."""
    for code in (*LANGUAGES, None):  # the one without a language last: it stands in where another is empty
        words = catalogs.words(code or default)
        if not (await bot.get_my_description(code)).description:
            await bot.set_my_description(
                words.t(
                    "Checked answers and news for Kazakhs abroad: moving to Kazakhstan, documents, citizenship, "
                    "study. In Kazakh (Cyrillic, Latin or Arabic letters), Russian and English."
                ),
                code,
            )
        if not (await bot.get_my_short_description(code)).short_description:
            await bot.set_my_short_description(words.t("Checked answers and news for Kazakhs abroad"), code)
