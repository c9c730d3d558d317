"""Where everything meets: one process's rooms are opened here, wired, and closed again.

`async with running(config, database)` is the bot at work. Order of opening: words and entries (they may
refuse), Telegram (its token may be wrong), then the engine, the dispatch of stored updates, the schedule,
the door through which new updates come, and last what says that we are ready. Closing goes the other way,
within ten seconds.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlencode

import orjson
import structlog
import uvicorn
from starlette.applications import Starlette
from telegram import Update
from telegram.constants import ParseMode
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, Defaults, ExtBot

import handlers
from bot.broadcasts.launcher import Launcher
from bot.broadcasts.notice import Notice
from bot.clock import Clock, now
from bot.collector import resting
from bot.config import Config, address
from bot.context import Context
from bot.delivery.engine import Engine
from bot.delivery.transport import Transport
from bot.directory import topics
from bot.errors import BotError, StartError
from bot.faq.faq import Faq
from bot.health import Check, database_check, health_app
from bot.periodic import repeating
from bot.services import Services
from bot.text.catalogs import Catalogs
from bot.updates.dispatch import Dispatch, parse, readable
from bot.updates.intake import Intake
from bot.updates.poller import Fetch, Poller
from bot.web import announce, webhook_app
from storage.database.database import Database
from storage.updates.updates import StoredUpdate

log = structlog.get_logger()

UPDATES = ["message", "callback_query", "inline_query", "my_chat_member", "poll_answer"]
CONNECTIONS = 40  # Telegram's default for a webhook
PRESENT = 0.5  # seconds the door waits for the introduction, so that a first visitor finds the menu

App = Application[Any, Any, Any, Any, Any, Any]


class Strict(handlers.SessionApplication):
    """Lets a handler's failure out, so that its update is tried again; only refusals in words are said at once."""

    async def process_error(self, update: object | None, error: Exception, *args: Any, **kwargs: Any) -> bool:
        if isinstance(error, BotError):
            return await super().process_error(update, error, *args, **kwargs)
        raise error

    async def tell(self, update: Update | None, error: Exception) -> None:
        """The last word on an update that was given up: what the error handlers say."""
        async with self.session(update):
            await super().process_error(update, error)


@asynccontextmanager
async def running(config: Config, database: Database, clock: Clock = now) -> AsyncIterator[Services]:
    """The bot at work until the block ends; StartError when something must be put right first."""
    async with AsyncExitStack() as house:
        transport = Transport(config.telegram)
        house.push_async_callback(transport.close)

        async def notices(notice: Notice) -> None:
            await handlers.tell_staff(application, notice)

        with resting():
            catalogs = Catalogs.load()
            faq = await Faq.open(clock)
        engine = Engine(database, transport, config, clock=clock, notify=notices, catalogs=catalogs)
        services = Services(
            config=config,
            database=database,
            catalogs=catalogs,
            topics=topics.load(),
            faq=faq,
            engine=engine,
            clock=clock,
        )
        application = build(services, transport)
        await house.enter_async_context(reached(application))
        await engine.start()
        house.push_async_callback(engine.stop)
        await house.enter_async_context(handlers.at_work(application))
        introducing = asyncio.create_task(_introduced(application), name="introduction")
        house.push_async_callback(_ended, introducing)
        await asyncio.wait([introducing], timeout=PRESENT)  # its calls need the budget, which is leased
        intake = Intake(database, clock)
        dispatch = _dispatch(application, intake, services)
        dispatch.start()
        house.push_async_callback(dispatch.stop)
        launcher = Launcher(database, config, clock, engine.wake, notices)
        await house.enter_async_context(repeating(*launcher.jobs()))
        await _open_door(house, application, transport, intake, services)
        await _serve(
            house, config.http.listen, health_app(_checks(database))
        )  # ready means: the door is open
        yield services


def build(services: Services, transport: Transport) -> Strict:
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
    builder: Any = ApplicationBuilder().application_class(Strict).bot(bot)
    builder = builder.context_types(typed(context=Context, bot_data=lambda: services))
    application: Strict = builder.updater(None).job_queue(None).build()
    handlers.register(application)
    return application


@asynccontextmanager
async def reached(application: App) -> AsyncIterator[None]:
    """Telegram knows the token; it is waited for if it cannot be reached yet."""
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken:
            raise StartError("telegram.token: Telegram refuses it; ask BotFather for the right one") from None
        except NetworkError as error:
            log.warning("Telegram cannot be reached yet; trying again in 3 s", reason=type(error).__name__)
            await asyncio.sleep(3)
    try:
        yield
    finally:
        await application.shutdown()


async def _introduced(application: App) -> None:
    """Our menus and descriptions; a Telegram that is slow about them keeps no member waiting."""
    try:
        await handlers.introduce(application)
    except TelegramError as refused:
        log.warning(
            "Telegram did not take our menus; the next start tries again", reason=type(refused).__name__
        )


def _dispatch(application: Strict, intake: Intake, services: Services) -> Dispatch:
    async def handle(row: StoredUpdate) -> None:
        update = parse(row, application.bot)
        if update is not None:
            await application.process_update(update)

    async def give_up(row: StoredUpdate, error: Exception) -> None:
        try:
            await application.tell(readable(row, application.bot), error)
            await handlers.tell_staff(application, handlers.update_failed(row.update_id))
        except TelegramError as refused:
            log.warning("nobody could be told of an update set aside", reason=type(refused).__name__)

    return Dispatch(services.database, intake, services.clock, handle, give_up)


async def _open_door(
    house: AsyncExitStack, application: App, transport: Transport, intake: Intake, services: Services
) -> None:
    telegram = services.config.telegram
    if telegram.mode == "webhook":
        hook = telegram.webhook
        await _serve(house, hook.listen, webhook_app(intake, hook.public_url, hook.secret_token))
        await announce(application.bot, hook, UPDATES, CONNECTIONS)
        return
    await application.bot.delete_webhook()
    poller = Poller(
        services.database, intake, _fetch(application.bot, transport), f"{socket.gethostname()}:{os.getpid()}"
    )
    task = asyncio.create_task(poller.run(), name="poller")
    house.push_async_callback(_ended, task)
    house.push_async_callback(poller.stop)


def _fetch(bot: ExtBot[Any], transport: Transport) -> Fetch:
    """Raw updates, unparsed: they are stored as Telegram sent them."""

    async def fetch(offset: int | None, timeout: int) -> list[dict[str, Any]]:
        asked = {"timeout": timeout, "allowed_updates": orjson.dumps(UPDATES).decode()}
        query = urlencode(asked | ({} if offset is None else {"offset": offset}))
        status, raw = await transport.updates.do_request(f"{bot.base_url}/getUpdates?{query}", "POST")
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise NetworkError(f"an answer that is not JSON, status {status}") from None
        if body.get("ok"):
            return list(body["result"])
        raise _refusal(status, body)

    return fetch


def _refusal(status: int, body: dict[str, Any]) -> TelegramError:
    """Telegram's no to polling, as PTB names it."""
    said = str(body.get("description", "no reason given"))
    if status == 429:
        return RetryAfter(int(body.get("parameters", {}).get("retry_after", 5)))
    return Conflict(said) if status == 409 else NetworkError(said) if status >= 500 else TelegramError(said)


def _checks(database: Database) -> dict[str, Check]:
    return {"database": database_check(database)}


async def _serve(house: AsyncExitStack, listen: str, app: Starlette) -> None:
    """Serves HTTP until the house closes; StartError when the address is taken."""
    host, port = address(listen)
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each answer waits 40 ms for an ACK
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise StartError(f"cannot listen on {listen}: {error.strerror}; choose another address") from None
    settings = uvicorn.Config(
        app,
        http="httptools",
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    server = Quiet(settings)
    task = asyncio.create_task(server.serve([listening]), name=f"http {listen}")

    async def close() -> None:
        server.should_exit = True
        await task
        listening.close()

    house.push_async_callback(close)


class Quiet(uvicorn.Server):
    """Leaves signals to `otandas run`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _ended(task: asyncio.Task[None]) -> None:
    """Waits for a task that was asked to stop, and cancels it if it sits in a long poll."""
    task.cancel()
    await asyncio.wait([task], timeout=2)
