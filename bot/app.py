"""The parts of one running bot: opened here in order, handed to each other, and closed the other way round.

`async with running(config, database)` is the bot at work; it closes within ten seconds.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import structlog
from telegram.constants import ParseMode
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults, ExtBot

import handlers
from bot import retention
from bot.broadcasts.launcher import Launcher
from bot.broadcasts.notice import Notice
from bot.clock import Clock, now
from bot.config import Config
from bot.context import Context
from bot.delivery.engine import Engine
from bot.delivery.transport import Transport
from bot.directory import locations, topics
from bot.errors import StartError
from bot.faq.faq import Faq
from bot.garbage import collection_paused
from bot.periodic import Job, repeating
from bot.services import Services
from bot.supervision import Rounds, Watch, supervised
from bot.text.catalogs import Catalogs
from bot.updates.dispatch import FORGET_EVERY, Dispatch
from bot.updates.poller import Poller, fetcher
from bot.updates.queue import UpdateQueue
from bot.watchdog import watched
from bot.web import health_app, serving, set_webhook, webhook_app
from handlers.application import BotApplication
from storage import bots
from storage.database.database import Database
from storage.inbox import staff_group
from storage.staff import trial

log = structlog.get_logger()

REACH_AGAIN = 3.0  # seconds between tries to reach Telegram
MENUS_SECONDS = 0.5  # updates wait so long for our menus to be set, so that a first visitor finds them


@asynccontextmanager
async def running(config: Config, database: Database, clock: Clock = now) -> AsyncIterator[Services]:
    """The bot at work until the block ends; StartError when something must be put right first."""
    async with AsyncExitStack() as stack:
        watch = await stack.enter_async_context(supervised())
        transport = Transport(config.telegram)
        stack.push_async_callback(transport.close)

        async def notify(notice: Notice) -> None:
            await application.notify(notice)

        named = asyncio.create_task(asyncio.to_thread(locations.load), name="locations")
        stack.push_async_callback(_ended, named)
        with collection_paused():
            catalogs, faq = Catalogs.load(), await Faq.open(clock)
        engine = Engine(database, transport, config, clock, notify, catalogs)
        known = topics.load()
        await topics.Renewing(database, known).look()
        services = Services(config, database, catalogs, known, faq, engine, clock)
        stack.push_async_callback(services.counting.close)
        application = build(services, transport)
        await stack.enter_async_context(reached(application))
        async with database.begin() as tx:
            await bots.seen(tx, application.bot.id, clock())
            await staff_group.configure(tx, config.staff.inbox_chat)
            await trial.welcome(tx, config.staff.owners, clock())
        sending = await engine.start()
        stack.push_async_callback(engine.stop)
        menus = asyncio.create_task(_set_menus(application), name="menus")
        stack.push_async_callback(_ended, menus)
        await asyncio.wait([menus], timeout=MENUS_SECONDS)  # its calls need the budget, which is leased
        queue = UpdateQueue(database, clock)
        dispatch = Dispatch(database, queue, clock, application.handle, application.give_up)
        handling = dispatch.start()
        stack.push_async_callback(dispatch.stop)
        for task in (*sending, *handling):
            watch(task)
        launcher = Launcher(database, config, clock, engine.wake, notify)
        work = jobs(application, launcher, dispatch)
        await stack.enter_async_context(repeating(*work))
        receiver = await stack.enter_async_context(receiving(application, transport, queue, watch))
        rounds = {"dispatch": dispatch.rounds, "lease": dispatch.lease.rounds, **engine.rounds, **receiver}
        rounds |= {job.name: job.rounds for job in work}
        health = serving(health_app(database, rounds), config.http.listen, watch)
        await stack.enter_async_context(health)  # ready means: updates come in
        await stack.enter_async_context(watched())
        yield services


def jobs(application: BotApplication, launcher: Launcher, dispatch: Dispatch) -> tuple[Job, ...]:
    """All periodic work of the bot."""
    services: Services = application.bot_data
    return (
        *launcher.jobs(),
        Job("handled updates", FORGET_EVERY, dispatch.forget_handled),
        Job(
            "retention",
            retention.EVERY,
            partial(retention.keep, services.database, services.config.retention, services.clock),
        ),
        *handlers.jobs(application),
    )


def build(services: Services, transport: Transport) -> BotApplication:
    """The PTB application: its handlers, our context, our transport, the one budget."""
    settings = services.config.telegram
    bot: ExtBot[Any] = ExtBot(
        settings.token,
        base_url=f"{settings.base_url}/bot",
        base_file_url=f"{settings.base_url}/file/bot",
        request=transport.request,
        get_updates_request=transport.updates,
        defaults=Defaults(parse_mode=ParseMode.HTML),
        rate_limiter=services.engine.rate_limiter,
    )
    typed: Any = ContextTypes  # its annotations want a class for bot_data; any callable makes one
    builder: Any = ApplicationBuilder().application_class(BotApplication).bot(bot)
    builder = builder.context_types(typed(context=Context, bot_data=lambda: services))
    application: BotApplication = builder.updater(None).job_queue(None).build()
    handlers.register(application)
    return application


@asynccontextmanager
async def reached(application: BotApplication) -> AsyncIterator[None]:
    """Telegram knows the token; it is waited for if it cannot be reached yet."""
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken:
            raise StartError("telegram.token: Telegram refuses it; ask BotFather for the right one") from None
        except NetworkError as error:
            log.warning("Telegram cannot be reached yet; trying again in 3 s", reason=type(error).__name__)
            await asyncio.sleep(REACH_AGAIN)
    try:
        yield
    finally:
        await application.shutdown()


@asynccontextmanager
async def receiving(
    application: BotApplication, transport: Transport, queue: UpdateQueue, watch: Watch
) -> AsyncIterator[dict[str, Rounds]]:
    """Updates come into the queue until the block ends, by webhook or by polling; the loop that asks for them."""
    services: Services = application.bot_data
    telegram = services.config.telegram
    if telegram.mode == "webhook":
        hook = telegram.webhook
        async with serving(webhook_app(queue, hook.public_url, hook.secret_token), hook.listen, watch):
            await set_webhook(application.bot, hook)
            yield {}
        return
    await application.bot.delete_webhook()
    holder = f"{socket.gethostname()}:{os.getpid()}"
    poller = Poller(services.database, queue, fetcher(application.bot, transport), holder)
    task = asyncio.create_task(poller.run(), name="poller")
    watch(task)
    try:
        yield {"poller": poller.rounds}
    finally:
        await poller.stop()
        await _ended(task)


async def _set_menus(application: BotApplication) -> None:
    """Our menus and descriptions; a Telegram that is slow about them keeps no member waiting."""
    try:
        await handlers.introduce(application)
    except TelegramError as refused:
        log.warning(
            "Telegram did not take our menus; the next start tries again", reason=type(refused).__name__
        )


async def _ended(task: asyncio.Task[None]) -> None:
    """Waits for a task that was asked to stop, and cancels it if it sits in a long poll."""
    task.cancel()
    await asyncio.wait([task], timeout=2)
