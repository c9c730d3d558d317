"""The title and description of an event or a survey in a language, and its other texts: shown, then typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from typing import Final, Generic, Literal, Protocol, TypeVar

from telegram import Update

from bot.context import Context
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.screen import Screen, say, show
from handlers.staff.broadcast.reading import words_of
from handlers.staff.broadcast.wording import titled
from handlers.staff.of_row import OfRow, Versioned

TEXT: Final = "text"
LONG = N_("The title has {length} characters, {most} at most. Please shorten the first line.")


class Written(Versioned, Protocol):
    """`texts` by language and part."""

    @property
    def texts(self) -> dict[str, dict[str, str]]: ...

    def text(self, language: str, part: str) -> str: ...


Row = TypeVar("Row", bound=Written)


def texts_with(row: Written, parts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Its texts with these parts of some languages."""
    return row.texts | {code: row.texts.get(code, {}) | written for code, written in parts.items()}


@dataclass(frozen=True, slots=True)
class TitledTexts(Generic[Row]):
    """`saved` changes columns of the row, BotError when a colleague was quicker; `draft` is the row as staff left it,
    where members know another; `longest`: characters of a title."""

    rows: OfRow[Row]
    saved: Callable[..., Awaitable[Row]]
    draft: Callable[[Row], Row]
    longest: int

    async def text(
        self, update: Update, context: Context, row: Row, language: str, *_: str
    ) -> Literal["text"]:
        """What is written in this language; what is typed next becomes it."""
        self.rows.await_typed(context, row, language=language)
        await show(update, context, self._text(context, row, language))
        return TEXT

    def _text(self, context: Context, row: Row, language: str) -> Screen:
        asked = context.t(
            "Send the title on the first line and the description below it. What you send replaces what was there."
        )
        return self.screen(context, row, language, ("title", "description"), "tx", asked)

    def screen(
        self, context: Context, row: Row, language: str, parts: tuple[str, ...], verb: str, asked: str
    ) -> Screen:
        """With what is there now, and ways to the other languages, first to the next one without it."""
        shown = self.draft(row)
        written = "\n".join(filter(None, (shown.text(language, name) for name in parts)))
        head = f"<b>{escape(titled(context.translator, language))}</b>"
        quoted = f"<blockquote>{escape(written, quote=False)}</blockquote>" if written else ""
        others = [code for code in LANGUAGES if code != language]
        following = next((code for code in others if written and not shown.text(code, parts[0])), None)
        onward = []
        if following:
            name = context.translator.language_name(following)
            label = context.label("Next: {language}", language=name)
            onward = [self.rows.part(label, row, verb, following)]
        ways = [
            self.rows.part(titled(context.translator, code), row, verb, code)
            for code in others
            if code != following
        ]
        text = "\n\n".join(filter(None, [head, quoted, asked]))
        return Screen(text, [onward, ways, [self.rows.back(context, row)]])

    async def text_typed(self, update: Update, context: Context) -> Literal["text"] | None:
        row, language = await self.rows.typed_for(context), context.typed["language"]
        title, description = (part.strip() for part in words_of(update).partition("\n")[::2])
        if not title or len(title) > self.longest:
            told = context.t(LONG, length=len(title), most=self.longest)
            await self.rows.refuse(
                update, context, row, told if title else context.t("Please write it in words.")
            )
            return None
        written = {"title": title, "description": description}
        texts = texts_with(self.draft(row), {language: written})
        row = await self.saved(update, context, row, texts=texts)
        await say(update, context, self._text(context, row, language))
        return TEXT
