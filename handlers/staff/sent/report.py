"""What became of a broadcast: figures, a chart, and a table of every delivery for whoever asks."""

import gzip
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from itertools import accumulate
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from telegram import InputFile, Update

from bot.context import Context, chat_of
from bot.delivery.decision import DeliveryState
from bot.delivery.pace import Lane
from bot.errors import BotError
from bot.services import Services
from bot.stats.charts import BLUE, GREY, RED, SAND, Bars, Line, drawn, panels
from bot.text import csv_table
from bot.text.translator import N_, Translator
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import zone_of
from handlers.staff.sent.screen import progress, unsubscribed
from storage.broadcasts import presses
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import deliveries

POINTS = 60  # points of the line over time, about
COUNTRIES = 8
REASONS = 5
PACKED_ABOVE = 20_000  # deliveries; a larger table is sent as .gz
LARGEST = 49 * 2**20  # bytes, sendDocument takes 50 MB
COLUMNS = ("chat_id", "language", "country", "variant", "state", "reason", "again", "plain", "message_id",
           "done_at")  # fmt: skip


async def report(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """The report so far, as a picture with its figures below."""
    chat, zone = chat_of(update), zone_of(context)
    await bring(context.bot, context.services, context.translator, broadcast, chat, zone)


async def bring(
    bot: Any, services: Services, translator: Translator, broadcast: Broadcast, chat: int, zone: ZoneInfo
) -> None:
    """Sends the report to a chat, in its reader's language."""
    text = await summary(services, translator, broadcast)
    parts = await _panels(services, translator, broadcast, zone)
    if not parts:
        await bot.send_message(chat, text, rate_limit_args=Lane.REPLY)
        return
    title = translator.words.t("Broadcast No. {number}", number=broadcast.id)
    picture = await drawn(panels, title, *parts)
    await bot.send_photo(chat, picture, caption=text, filename=f"broadcast-{broadcast.id}.png")


async def summary(services: Services, translator: Translator, broadcast: Broadcast) -> str:
    """Counts, how long it took, and the most frequent reasons."""
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
        why = await deliveries.reasons(tx, broadcast.id, REASONS)
        pressed = await presses.counted(tx, broadcast.id)
    lines = [
        translator.t("📊 <b>Report on broadcast No. {number}</b>", number=broadcast.id),
        progress(services, translator, broadcast, counts),
        *unsubscribed(translator, pressed),
    ]
    if broadcast.launched_at and broadcast.finished_at:
        took = wording.duration(translator, (broadcast.finished_at - broadcast.launched_at).total_seconds())
        lines.append(translator.t("It took {time}.", time=took))
    lines += [
        f"{translator.words.number(number)} × {escape(reason, quote=False)}" for _, reason, number in why
    ]
    return "\n".join(lines)


async def _panels(
    services: Services, translator: Translator, broadcast: Broadcast, zone: ZoneInfo
) -> list[Bars | Line]:
    """Over time, by outcome, by language and by country; nothing where there is nothing to draw."""
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
        groups = await deliveries.by_group(tx, broadcast.id)
        times = await deliveries.over_time(tx, broadcast.id, step_of(broadcast, services.clock()))
    if not counts.audience or not groups:
        return []
    names = {
        "sent": (translator.words.t("sent"), BLUE),
        "gone": (translator.words.t("unreachable"), GREY),
        "failed": (translator.words.t("failed"), RED),
        "unknown": (translator.words.t("unknown"), SAND),
    }
    outcomes = [(name, getattr(counts, key), colour) for key, (name, colour) in names.items()]
    languages, places = Counter[str](), Counter[str]()
    for language, country, state, number in groups:
        if state == DeliveryState.SENT:
            languages[translator.language_name(language) if language else "?"] += number
            places[wording.country(translator, country)] += number
    line = _over_time(translator, times, zone)
    return [
        *([line] if line else []),
        Bars(translator.words.t("Outcomes"), *zip(*outcomes, strict=True)),
        _ranked(translator.words.t("Sent, by language"), languages),
        _ranked(translator.words.t("Sent, by country"), places),
    ]


def step_of(broadcast: Broadcast, now: datetime) -> int:
    """Milliseconds between two points: about POINTS over the whole run, at least one second."""
    start, end = broadcast.launched_at or now, broadcast.finished_at or now
    return max(1000, int((end - start).total_seconds() * 1000 / POINTS) // 1000 * 1000)


def _over_time(translator: Translator, times: list[tuple[int, str, int]], zone: ZoneInfo) -> Line | None:
    """Sent in all, growing over time."""
    sent = [(start, number) for start, state, number in times if state == DeliveryState.SENT]
    if len(sent) < 2:
        return None
    growing = list(accumulate(float(number) for _, number in sent))
    moments = [datetime.fromtimestamp(start / 1000, UTC).astimezone(zone) for start, _ in sent]
    return Line(translator.words.t("Sent over time"), moments, {translator.words.t("sent"): growing})


def _ranked(title: str, counted: Counter[str]) -> Bars:
    ordered = counted.most_common(COUNTRIES)
    return Bars(title, [name for name, _ in ordered], [number for _, number in ordered])


async def table(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """Every delivery as a line of CSV; it names chats, so the log says who took it, and no group gets it."""
    if context.public:
        raise BotError(
            N_("This table names members. Ask for it in your private chat with the bot: /broadcasts")
        )
    services = context.services
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
    packed = counts.audience > PACKED_ABOVE
    with SpooledTemporaryFile(max_size=2**22) as kept:
        await write(services.database, broadcast.id, kept, packed=packed)
        if kept.tell() > LARGEST:
            await context.bot.send_message(
                chat_of(update), context.t("The table is larger than Telegram takes.")
            )
            return
        kept.seek(0)
        name = f"broadcast-{broadcast.id}.csv" + (".gz" if packed else "")
        await context.bot.send_document(chat_of(update), InputFile(BytesIO(kept.read()), filename=name))
    async with services.database.begin() as tx:
        await access.note(tx, update, context, "broadcast.table", broadcast.id)


async def write(database: Database, broadcast_id: int, kept: IO[bytes], *, packed: bool) -> None:
    """Page by page, so that five million lines are not all in memory."""
    out: IO[bytes] = gzip.GzipFile(fileobj=kept, mode="wb", mtime=0) if packed else kept  # type: ignore[assignment]
    out.write((",".join(COLUMNS) + "\n").encode())
    async for rows in _pages(database, broadcast_id):
        out.write(csv_table.lines(rows).encode())
    if packed:
        out.close()


async def _pages(database: Database, broadcast_id: int) -> AsyncIterator[list[list[Any]]]:
    last = 0
    while True:
        async with database.connect() as tx:
            page = await deliveries.page(tx, broadcast_id, last)
        if not page:
            return
        last = page[-1][0]
        yield [_cells(row) for _, row in page]


def _cells(row: deliveries.Row) -> list[Any]:
    done = (
        datetime.fromtimestamp(row.done_at / 1000, UTC).isoformat(timespec="seconds") if row.done_at else ""
    )
    cells = {name: getattr(row, name) for name in COLUMNS} | {"plain": int(row.plain), "done_at": done}
    return list(cells.values())
