"""A report's values worded, as blocks to be drawn and as rows of a table; in Cyrillic, as the font is."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.directory.topics import Topic
from bot.faq.library import Library
from bot.offers import figures
from bot.stats import blocks
from bot.stats.blocks import Beside, Block, Days, Headline, Note, Part, Ranking, Share, Table
from bot.stats.figures import FEW
from bot.stats.pen import CORAL, SKY, STONE
from bot.stats.quarter import WEEK, Report, few
from bot.text.translator import N_, Translator
from handlers.staff.broadcast import wording
from handlers.staff.entries.texts import title
from handlers.staff.stats import words
from handlers.staff.stats.cells import Cells
from handlers.staff.stats.members import GRAY, course, ranked, ranking
from handlers.staff.stats.offers import TITLES
from handlers.staff.stats.over_time import OverTime
from handlers.staff.stats.questions import by_staff

RANKED = 6  # lines of one ranking
LISTED = 8  # broadcasts, events and surveys on a page
ALL = 10_000  # of a table
SMALL, AWAY = N_("{sign}: fewer than {few} people"), N_("–: would give a small group away")


class Sheets:
    """The pages of a report in one language. `most`: groups of one ranking; `raw`: everything is listed, with numbers a
    spreadsheet can add up."""

    def __init__(
        self,
        topics: Mapping[str, Topic],
        library: Library,
        translator: Translator,
        report: Report,
        zone: ZoneInfo,
        *,
        most: int = RANKED,
        raw: bool = False,
    ) -> None:
        self._library, self._words, self._report = library, translator, report
        self._cells, self._raw = Cells(topics, translator, zone, raw=raw), raw
        self._ranked, self._listed = (ALL, ALL) if raw else (most, LISTED)
        self._over_time = OverTime(translator, self._cells.number, self._ranked, raw=raw)

    @property
    def pages(self) -> list[tuple[str, list[Block]]]:
        label = self._words.label
        return [
            (label("Members"), self._members()),
            (label("Members by language, country and topic"), self._groups()),
            (label("Languages and countries over time"), self._languages_and_countries()),
            (label("Topics over time"), self._topics_over_time()),
            (label("Questions"), self._questions()),
            (label("Broadcasts and events"), self._reach()),
            (label("Offers and introductions"), self.offers()),
            (label("Surveys"), [*self.surveys(), self._note()]),
        ]

    @property
    def rows(self) -> Iterator[list[str]]:
        """The pages one below the other."""
        for name, shown in self.pages:
            yield [name]
            for block in shown:
                yield from blocks.rows(block)
            yield []

    def _members(self) -> list[Block]:
        label, report = self._words.label, self._report
        joined, left = words.came_and_went(self._cells.number, sum(report.came), sum(report.went))
        rows = [
            [label("members at the beginning"), self._cells.number(report.before.total)],
            [label("joined"), joined],
            [label("left"), left],
            [label("members at the end"), self._cells.number(report.after.total)],
        ]
        return [
            Headline(self._cells.number(report.after.total), label("members who can be reached")),
            Table(label("Members"), ["", label("people")], rows),
            *self._daily(),
            self._weekly(),
        ]

    def _weekly(self) -> Days | Table:
        label, report, span = self._words.label, self._report, (self._report.begin, self._report.until)
        if self._raw:
            heads = [label("week from"), label("joined"), label("left")]
            weeks = enumerate(
                zip(
                    *(words.beside(self._cells.number, numbers) for numbers in (report.came, report.went)),
                    strict=True,
                )
            )
            rows = [
                [self._cells.date(report.begin + week * WEEK), joined, left] for week, (joined, left) in weeks
            ]
            return Table(label("Joined and left, by week"), heads, rows)
        begin, end = map(self._cells.date, span)
        return Days(
            label("Joined and left, by week"), report.came, report.went, begin, end, label(GRAY, few=FEW)
        )

    def _daily(self) -> list[Block]:
        if not self._raw:
            return [*course(self._words, self._report.days)]
        rows = [[f"{day:%d.%m.%Y}", self._cells.number(number)] for day, number in self._report.days]
        label = self._words.label
        return [Table(label("Members, day by day"), [label("day"), label("members")], rows)] if rows else []

    def _groups(self) -> list[Block]:
        label, report = self._words.label, self._report
        topics = [(self._cells.topic(slug), number) for slug, number in report.topics]
        languages = [(self._words.language_name(code), n) for code, n in report.after.by_language]
        places = [(self._cells.country(code), n) for code, n in report.after.by_country]
        return [
            Beside(self._ranking(label("Languages"), languages), self._ranking(label("Countries"), places)),
            Beside(self._ranking(label("Topics"), topics), Ranking("", [])),
        ]

    def _languages_and_countries(self) -> list[Block]:
        label, moments = self._words.label, self._report.moments
        languages = {moment.day: dict(moment.languages) for moment in moments}
        places = {moment.day: dict(moment.countries) for moment in moments}
        return [
            self._over_time.groups(label("Languages"), languages, self._words.language_name),
            self._over_time.groups(label("Countries"), places, self._cells.country),
        ]

    def _topics_over_time(self) -> list[Block]:
        counted = {
            moment.day: dict(moment.topics) if moment.topics else None for moment in self._report.moments
        }
        return [self._over_time.topics(self._words.label("Topics"), counted, self._cells.topic)]

    def _ranking(self, title: str, counted: words.Named) -> Ranking:
        return ranking(self._words, title, counted, self._ranked, self._cells.number)

    def _questions(self) -> list[Block]:
        label, report, answers = self._words.label, self._report, self._report.answers
        took = report.to_answer
        staff = by_staff(self._cells.number, answers)
        rows = [
            [label("asked"), staff["asked"]],
            [label("answered"), staff["answered"]],
            [label("still open"), staff["open"]],
            [label("past the promised time"), self._cells.number(answers.late)],
            [label("half of them answered within"), wording.duration(self._words, took) if took else "–"],
            [label("said it helped"), self._cells.number(answers.helped)],
            [label("said it did not help"), self._cells.number(answers.failed)],
        ]
        read = [
            [title(self._words, self._library, slug), self._cells.number(n)] for slug, n in report.entries
        ]
        return [
            Headline(self._cells.number(sum(report.searched.values())), label("questions to the bot")),
            self._searched(),
            Table(label("Questions to staff"), ["", label("number")], rows),
            *([Table(label("Read most often"), ["", label("times")], read)] if read else []),
        ]

    def _searched(self) -> Share | Table:
        label, searched = self._words.label, self._report.searched
        decided = {
            "answer": (label("answered at once"), SKY),
            "choices": (label("offered a choice"), STONE),
            "unknown": (label("without an answer"), CORAL),
        }
        sizes = [searched.get(name, 0) for name in decided]
        told = words.beside(self._cells.number, [*sizes, sum(searched.values()) - sum(sizes)])
        if self._raw:
            rows = [[name, said] for (name, _), said in zip(decided.values(), told, strict=False)]
            return Table("", ["", label("number")], rows)
        return Share(
            [
                # of a few the bar does not say how many
                Part(f"{name}: {said}", FEW if few(size) is None else size, colour)
                for (name, colour), size, said in zip(decided.values(), sizes, told, strict=False)
            ]
        )

    def _reach(self) -> list[Block]:
        label, report = self._words.label, self._report
        audiences = [sent.audience for sent in report.sent]
        everyone, got = sum(audiences), sum(sent.sent for sent in report.sent)
        sent_rows = [
            [f"{self._cells.day(sent.launched_at)} {wording.beginning(self._words, sent.content)}",
             self._cells.number(sent.audience), words.share(self._words, sent.sent, sent.audience),
             self._cells.number(sent.left)]
            for sent in report.sent[:self._listed]
        ]  # fmt: skip
        held_rows = [
            [f"{self._cells.day(held.starts_at)} {held.texts.get(self._words.language, {}).get('title', '')}",
             self._cells.number(held.coming), self._cells.number(held.attended)]
            for held in report.held[:self._listed]
        ]  # fmt: skip
        rows = [
            [label("deliveries"), words.summed(self._cells.number, audiences)],
            [label("of them arrived"), words.share(self._words, got, everyone)],
            [label("events"), self._cells.all(len(report.held))],
            [
                label("people came to them"),
                words.summed(self._cells.number, [held.attended for held in report.held]),
            ],
        ]
        blocks: list[Block] = [
            Headline(self._cells.all(len(report.sent)), label("broadcasts were sent")),
            Table(label("In all"), ["", label("number")], rows),
        ]
        if sent_rows:
            heads = ["", label("sent to"), label("arrived"), label("left by it")]
            blocks.append(Table(label("The largest broadcasts"), heads, sent_rows))
        if held_rows:
            blocks.append(Table(label("Events"), ["", label("expected"), label("came")], held_rows))
        return blocks

    def offers(self) -> list[Block]:
        """What compatriots offer and look for, and what came of introductions."""
        label, report = self._words.label, self._report
        counted = figures.counted(report.standing, report.introductions, self._ranked)
        rows = [
            [label("they offer"), self._cells.number(counted.given)],
            [label("they look for"), self._cells.number(counted.sought)],
            [label("introductions proposed"), self._cells.number(counted.proposed)],
            [label("introductions agreed to by both"), self._cells.number(counted.met)],
        ]
        by = {
            name: ranked(
                self._words,
                label(TITLES[name]),
                self._cells.named(name, group.groups),
                group.rest,
                self._cells.number,
            )
            for name, group in counted.by.items()
        }
        return [
            Headline(self._cells.number(counted.open), label("open offers")),
            Table(label("In all"), ["", label("number")], rows),
            Beside(by["kind"], by["field"]),
            Beside(by["country"], Ranking("", [])),
        ]

    def surveys(self) -> list[Block]:
        """Those that took answers, and what share of whom they were told to gave theirs."""
        label, surveyed = self._words.label, self._report.surveyed
        rows = [
            [survey.texts.get(self._words.language, {}).get("title", ""), self._cells.number(survey.told),
             self._cells.number(survey.sent), words.share(self._words, survey.sent, survey.told)]
            for survey in surveyed[:self._listed]
        ]  # fmt: skip
        answers = words.summed(self._cells.number, [survey.sent for survey in surveyed])
        still_open = sum(not survey.over for survey in surveyed)
        heads = [
            label("still open: {number}", number=self._cells.all(still_open)),
            label("told"),
            label("answers"),
            "%",
        ]
        return [
            Headline(answers, label("answers to surveys")),
            *([Table(label("Surveys"), heads, rows)] if rows else []),
        ]

    def _note(self) -> Note:
        """What stands in the place of numbers; at the end."""
        small = self._words.label(SMALL, sign=words.number(self._words, None), few=FEW)
        return Note([small, self._words.label(AWAY)])
