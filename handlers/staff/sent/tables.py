"""Tables of a broadcast for a spreadsheet: its figures, and every delivery for whoever may have it.

Headings, names and times are the reader's; the sign between cells is the one their spreadsheet expects.
"""

import gzip
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from telegram import InputFile, Update

from bot.context import Context, chat_of
from bot.delivery import reached
from bot.delivery.reached import Counted, Reached
from bot.directory import zones
from bot.errors import BotError
from bot.stats.figures import FEW
from bot.stats.quarter import few
from bot.text import csv_table
from bot.text.translator import N_, Translator
from handlers.staff import access, csv_file
from handlers.staff.sent.report import STATES, Figures, country_name, gathered, language_name
from handlers.staff.stats.words import number
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import deliveries
from storage.members.audience import Audience

PACKED_ABOVE = 20_000  # deliveries; a larger table is sent as .gz
LARGEST = 49 * 2**20  # bytes, sendDocument takes 50 MB
WHEN = "%d.%m.%Y %H:%M:%S"
HEADINGS = (
    N_("chat"), N_("language"), N_("country"), N_("got it in"), N_("outcome"), N_("reason"), N_("sent again"),
    N_("without formatting"), N_("message number"),
)  # fmt: skip
IN_GROUP = N_("This table names members. Ask for it in your private chat with the bot: /broadcasts")
FEW_GOT_IT = N_("Fewer than five members got this for an answer of theirs, so there is no table of them.")
Row = list[Any]


async def figures(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """The report's figures: outcomes, languages, countries, and what was sent by when."""
    gathered_ = await gathered(context.services, broadcast)
    rows = _figures(context.translator, gathered_, context.zone)
    await csv_file.send(update, context, f"broadcast-{broadcast.id}-figures", rows)


def _figures(translator: Translator, figures: Figures, zone: ZoneInfo) -> list[Row]:
    label = translator.label
    counts = {name: getattr(figures.counts, name) for name in STATES} | {"waiting": figures.counts.open}
    rows: list[Row] = [[label("outcome"), label("members")]]
    rows += [[label(name), counts[state]] for state, name in STATES.items()]
    rows += [[], [label("language"), label("members"), label("sent")]]
    rows += [_group(translator, group, language_name) for group in figures.languages()]
    rows += [[], [label("country"), label("members"), label("sent")]]
    rows += [_group(translator, group, country_name) for group in figures.countries()]
    if figures.course:
        city = zones.city(zone.key, translator.language)
        rows += [[], [label("time ({zone})", zone=city), label("sent in all")]]
        rows += [[_local(at, zone), number] for at, number in figures.course.points]
    return rows


def _group(translator: Translator, group: Reached[str | None], named: Callable[..., str]) -> Row:
    return [
        translator.label("others") if group.rest else named(translator, group.key),
        group.whole,
        group.sent if few(group.sent) is not None else number(translator, group.sent),
    ]


async def table(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """Every delivery as a line of CSV; it names chats, so the log says who took it, and no group gets it."""
    csv_file.check_private(context, IN_GROUP)
    services = context.services
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
        groups = await deliveries.by_group(tx, broadcast.id)
    answered = bool(Audience.of(broadcast.audience).answered)
    if answered and counts.audience < FEW:
        raise BotError(FEW_GOT_IT)
    packed = counts.audience > PACKED_ABOVE
    with SpooledTemporaryFile(max_size=2**22) as kept:
        cells = Cells(context.translator, context.zone, groups if answered else None)
        await write(services.database, broadcast.id, kept, cells, packed=packed)
        if kept.tell() > LARGEST:
            await context.bot.send_message(
                chat_of(update), context.t("The table is larger than Telegram takes.")
            )
            return
        kept.seek(0)
        name = f"broadcast-{broadcast.id}.csv" + (".gz" if packed else "")
        await context.bot.send_document(chat_of(update), InputFile(BytesIO(kept.read()), filename=name))
    await context.write(access.note, update, context, "broadcast.table", broadcast.id)


class Cells:
    """A delivery's line for one reader; names are looked up once each. With `groups` a language or country that only a
    few have is left out: their chats are those of whoever answered a survey so."""

    def __init__(self, translator: Translator, zone: ZoneInfo, groups: list[Counted] | None = None) -> None:
        self.translator, self.zone = translator, zone
        self._told: tuple[set[str | None], ...] | None = None
        if groups is not None:
            keys: tuple[Callable[[Counted], str | None], ...] = (lambda row: row[0], lambda row: row[1])
            listed = (reached.grouped(groups, key, len(groups)) for key in keys)
            self._told = tuple({group.key for group in by if not group.rest} for by in listed)
        self._languages, self._countries = dict[str | None, str](), dict[str | None, str]()
        self._states = {state: translator.label(name) for state, name in STATES.items()}

    @property
    def headings(self) -> Row:
        label, city = self.translator.label, zones.city(self.zone.key, self.translator.language)
        return [*map(label, HEADINGS), label("time ({zone})", zone=city)]

    def of(self, row: deliveries.Row) -> Row:
        done = _local(row.done_at, self.zone) if row.done_at else None
        language, country, variant = cast(tuple[str | None, ...], (row.language, row.country, row.variant))
        if self._told is not None:
            language, variant = (language, variant) if language in self._told[0] else (None, None)
            country = country if country in self._told[1] else None
        return [
            row.chat_id, self._language(language), self._country(country), self._language(variant),
            self._states.get(row.state, self._states["waiting"]), row.reason, row.again, int(row.plain),
            row.message_id, done,
        ]  # fmt: skip

    def _language(self, code: str | None) -> str:
        if code not in self._languages:
            self._languages[code] = self.translator.language_name(code) if code else ""
        return self._languages[code]

    def _country(self, code: str | None) -> str:
        if code not in self._countries:
            self._countries[code] = country_name(self.translator, code) if code else ""
        return self._countries[code]


def _local(at_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).strftime(WHEN)


async def write(
    database: Database, broadcast_id: int, kept: IO[bytes], cells: Cells, *, packed: bool
) -> None:
    """Page by page, so that five million lines are not all in memory."""
    sign = csv_table.delimiter(cells.translator.language)
    out: IO[bytes] = gzip.GzipFile(fileobj=kept, mode="wb", mtime=0) if packed else kept  # type: ignore[assignment]
    out.write(csv_table.content([cells.headings], delimiter=sign))
    async for rows in _pages(database, broadcast_id, cells):
        out.write(csv_table.lines(rows, delimiter=sign).encode())
    if packed:
        out.close()


async def _pages(database: Database, broadcast_id: int, cells: Cells) -> AsyncIterator[list[Row]]:
    last = 0
    while True:
        page = await database.read(deliveries.page, broadcast_id, last)
        if not page:
            return
        last = page[-1][0]
        yield [cells.of(row) for _, row in page]
