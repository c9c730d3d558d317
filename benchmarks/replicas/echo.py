"""The bare echo bot of python-telegram-bot's documentation: `python -m benchmarks.replicas.echo BASE_URL httpx`."""

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.replicas.machines import TOKEN
from bot.delivery.transport import AiohttpRequest


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message:
        await update.message.reply_text(update.message.text or "")


def main(base_url: str, transport: str) -> None:
    builder: Any = Application.builder().token(TOKEN).base_url(f"{base_url}/bot")
    if transport == "aiohttp":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(timeout=60.0))
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
