"""Why a delivery did not arrive, in the reader's words: Telegram's own are English and change."""

from bot.text.translator import N_, Translator

# What Telegram's words hold, and what that means; the first that fits counts.
# https://core.telegram.org/bots/api#making-requests
KNOWN = (
    ("blocked by the user", N_("the member has blocked the bot")),
    ("user is deactivated", N_("the member's account was deleted")),
    ("chat not found", N_("the member has never written to this bot, or the chat is gone")),
    ("bot was kicked", N_("the bot was removed from the group")),
    ("not a member", N_("the bot was removed from the group")),
    ("no rights", N_("the bot may not write in the group")),
    ("not enough rights", N_("the bot may not write in the group")),
    ("answered", N_("the member has answered the check-in meanwhile")),
    ("initiate conversation", N_("the member has never written to this bot, or the chat is gone")),
)


def counted(translator: Translator, reason: str, number: int) -> str:
    """One line, as HTML; words nobody knows stay Telegram's."""
    meaning = next((said for words, said in KNOWN if words in reason.lower()), None)
    told = (
        translator.label(meaning) if meaning else translator.label("Telegram says “{reason}”", reason=reason)
    )
    return translator.t("• {reason}: {number}", reason=told, number=translator.words.number(number))
