"""Staff's command menu, renewed whenever one of them says /start: before that Telegram has no chat for it."""

from telegram import Update

from bot.context import Context
from handlers.commands import publish_for
from handlers.routing import Handler, command
from handlers.staff import access


async def renew(update: Update, context: Context) -> None:
    user = update.effective_user
    if user is not None and await access.role_of(update, context):
        services = context.services
        await publish_for(context.bot, services.catalogs, services.config.locale.default, user.id)


def renewal() -> Handler:
    """Goes beside the handler of /start."""
    return command("start", renew)
