"""What is said in groups, where a menu of one's own would be out of place."""

from bot.context import Context
from handlers.screen import Screen


def screen(context: Context) -> Screen:
    """How the bot is spoken to in a group, and who chooses its topics and language."""
    text = context.t(
        "In a group I answer when you mention @{bot}, reply to my message or use /faq. "
        "Administrators choose topics with /topics and the language with /language.",
        bot=context.bot.username,
    )
    return Screen(text)
