"""The quarterly report: one press gives a PDF in the reader's language, one more another language or quarter.

It is for handing in: people in numbers, none of a group of fewer than five. `Sheets` words the values of
`bot/stats/quarter.py`; its letters are Cyrillic, which the pictures' font has.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.numbers import format_percent
from telegram import InputFile, Update

from bot.context import Context, chat_of
from bot.directory import countries
from bot.services import Services
from bot.stats.blocks import Beside, Block, Days, Headline, Part, Ranking, Row, Share, Table
from bot.stats.charts import drawn, sheets
from bot.stats.figures import FEW, shown
from bot.stats.pen import CORAL, SKY, STONE
from bot.stats.quarter import Quarter, Report, few, gathered
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.routing import pressed
from handlers.screen import button, keyboard
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import zone_of
from handlers.staff.entries.texts import title

RANKED = 6  # lines of one ranking
LISTED = 8  # broadcasts and events on a page
VERB = "stq"


async def report(update: Update, context: Context) -> None:
    """Sends it: of the quarter and in the language the button names, else of the present one in the reader's."""
    code, language = pressed(update, 2)
    services, zone = context.services, zone_of(context)
    now = services.clock()
    quarter = Quarter.coded(code, now, zone)
    chosen = language if language in LANGUAGES else context.language
    values = await gathered(services.database, quarter, now, zone)
    pages = Sheets(services, Translator.of(services.catalogs, chosen), values, zone).pages
    file = InputFile(await drawn(sheets, pages), filename=f"otandas-{quarter.code}-{chosen}.pdf")
    caption = context.t("📑 Report on {quarter}", quarter=named(context.translator, quarter))
    others = [
        button(wording.titled(context.translator, code), VERB, quarter.code, code)
        for code in LANGUAGES
        if code != chosen
    ]
    earlier = button("« " + named(context.translator, quarter.before), VERB, quarter.before.code, chosen)
    ways = keyboard([others, [earlier]])
    await context.bot.send_document(chat_of(update), file, caption=caption, reply_markup=ways)
    async with services.database.begin() as tx:
        await access.note(tx, update, context, "report.made", quarter.code)


def named(translator: Translator, quarter: Quarter) -> str:
    return translator.label("quarter {number} of {year}", number=quarter.number, year=quarter.year)


class Sheets:
    """The report's pages in one language."""

    def __init__(self, services: Services, translator: Translator, report: Report, zone: ZoneInfo) -> None:
        self._services, self._words, self._report, self._zone = services, translator, report, zone

    @property
    def pages(self) -> list[tuple[str, list[Block]]]:
        above = named(self._words, self._report.quarter)
        label = self._words.label
        pages = [
            (label("Members"), self._members()),
            (label("Members by language, country and topic"), self._groups()),
            (label("Questions"), self._questions()),
            (label("Broadcasts and events"), self._reach()),
        ]
        return [(f"{above}\n{title}", blocks) for title, blocks in pages]

    def _number(self, number: int) -> str:
        """As people write it; of a few people only that they are few."""
        known = few(number)
        return f"< {FEW}" if known is None else self._words.words.number(known)

    def _members(self) -> list[Block]:
        label, report = self._words.label, self._report
        joined, left = sum(report.came), sum(report.went)
        begin, _ = report.quarter.span(self._zone)
        rows = [
            [label("members at the beginning"), self._number(report.before.total)],
            [label("joined"), self._number(joined)],
            [label("left"), self._number(left)],
            [label("members at the end"), self._number(report.after.total)],
        ]
        last = report.until.astimezone(self._zone)
        weeks = Days(
            label("Joined and left, by week"),
            report.came,
            report.went,
            f"{begin:%d.%m.%Y}",
            f"{last:%d.%m.%Y}",
        )
        return [
            Headline(self._number(report.after.total), label("members who can be reached")),
            Table(label("Members"), ["", label("people")], rows),
            weeks,
        ]

    def _groups(self) -> list[Block]:
        label, report, names = self._words.label, self._report, self._services.topics
        topics = [
            (names[slug].name[self._words.language] if slug in names else slug, number)
            for slug, number in report.topics
        ]
        languages = [(self._words.language_name(code), n) for code, n in report.after.by_language]
        places = [(self._country(code), n) for code, n in report.after.by_country]
        return [
            Beside(self._ranking(label("Languages"), languages), self._ranking(label("Countries"), places)),
            Beside(self._ranking(label("Topics"), topics), Ranking("", [])),
        ]

    def _country(self, code: str | None) -> str:
        return countries.name(code, self._words.language) if code else self._words.label("country not given")

    def _ranking(self, title: str, counted: list[tuple[str, int]]) -> Ranking:
        kept, rest = shown(counted, RANKED)
        lines = [*kept, *([(self._words.label("others"), rest)] if rest else [])]
        most = max((number for _, number in lines), default=1)
        return Ranking(title, [Row(name, self._number(n), n / most, n / most) for name, n in lines])

    def _questions(self) -> list[Block]:
        label, report, answers = self._words.label, self._report, self._report.answers
        asked = sum(report.searched.values())
        parts = [
            (N_("answered at once"), "answer", SKY),
            (N_("offered a choice"), "choices", STONE),
            (N_("without an answer"), "unknown", CORAL),
        ]
        sizes = {decision: report.searched.get(decision, 0) for _, decision, _ in parts}
        share = Share([
            Part(f"{label(name)}: {self._number(sizes[decision])}", sizes[decision], colour)
            for name, decision, colour in parts
        ])  # fmt: skip
        took = report.to_answer
        rows = [
            [label("asked"), self._number(answers.asked)],
            [label("answered"), self._number(answers.answered)],
            [label("still open"), self._number(answers.open)],
            [label("past the promised time"), self._number(answers.late)],
            [label("half of them answered within"), wording.duration(self._words, took) if took else "–"],
            [label("said it helped"), self._number(answers.helped)],
            [label("said it did not help"), self._number(answers.failed)],
        ]
        read = [
            [title(self._words, self._services.faq.library, slug), self._number(n)]
            for slug, n in report.entries
        ]
        return [
            Headline(self._number(asked), label("questions to the bot")),
            share,
            Table(label("Questions to staff"), ["", label("number")], rows),
            *([Table(label("Read most often"), ["", label("times")], read)] if read else []),
        ]

    def _reach(self) -> list[Block]:
        label, report = self._words.label, self._report
        everyone, got = sum(sent.audience for sent in report.sent), sum(sent.sent for sent in report.sent)
        sent_rows = [
            [f"{self._day(sent.launched_at)} {wording.beginning(self._words, sent.content)}",
             self._number(sent.audience), self._share(sent.sent, sent.audience), self._number(sent.left)]
            for sent in report.sent[:LISTED]
        ]  # fmt: skip
        held_rows = [
            [f"{self._day(held.starts_at)} {held.texts.get(self._words.language, {}).get('title', '')}",
             self._number(held.coming), self._number(held.attended)]
            for held in report.held[:LISTED]
        ]  # fmt: skip
        blocks: list[Block] = [
            Headline(self._words.words.number(len(report.sent)), label("broadcasts were sent")),
            Table(
                label("In all"),
                ["", label("number")],
                [
                    [label("deliveries"), self._number(everyone)],
                    [label("of them arrived"), self._share(got, everyone)],
                    [label("events"), self._words.words.number(len(report.held))],
                    [label("people came to them"), self._number(sum(held.attended for held in report.held))],
                ],
            ),
        ]
        if sent_rows:
            heads = ["", label("recipients"), label("arrived"), label("left by it")]
            blocks.append(Table(label("The largest broadcasts"), heads, sent_rows))
        if held_rows:
            blocks.append(Table(label("Events"), ["", label("expected"), label("came")], held_rows))
        return blocks

    def _share(self, part: int, whole: int) -> str:
        known = int(100 * part / whole) / 100 if whole >= FEW else None
        return "–" if known is None else format_percent(known, locale=self._words.language)

    def _day(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%d.%m.}"
