"""A question that is not sent yet: what is kept of it, and the screen that shows who will read it."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from telegram import InlineKeyboardButton, Message

from bot.context import Context
from bot.faq.decision import Verdict
from bot.text.translator import N_
from handlers.members.card import entry_button, hits
from handlers.members.filing import CUT, LONGEST, shortened, words
from handlers.screen import BELOW, Screen, button, ticked

SKIP = "-"  # in the button of a category
# What the button does, by whether it is so already.
NAMED = {False: N_("Give my name"), True: N_("Without my name")}
CONFIDENTIAL = {False: N_("🔒 It is a confidential complaint"), True: N_("🔓 It is an ordinary question")}


@dataclass(frozen=True, slots=True)
class Unsent:
    """A question that is not sent yet, as the conversation keeps it. `origin`: the message its words stand in; `album`:
    the one whose files come just now; `screen`: the message of ours that shows it; `named`: staff read the member's
    name; `confidential`: only named colleagues read it; `category`: of
    locales/categories.toml, where they said what it is about."""

    text: str
    origin: int | None = None
    files: tuple[tuple[int, str], ...] = ()
    album: str | None = None
    screen: int | None = None
    named: bool = False
    confidential: bool = False
    category: str | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Unsent":
        files = tuple((number, kind) for number, kind in kept.get("files", ()))
        words = kept.get("text", ""), kept.get("origin")
        wishes = kept.get("named", False), kept.get("confidential", False)
        return cls(*words, files, kept.get("album"), kept.get("screen"), *wishes, kept.get("category"))

    def kept(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    def with_file(self, number: int, kind: str) -> "Unsent":
        return self if (number, kind) in self.files else replace(self, files=(*self.files, (number, kind)))

    def worded(self, message: Message) -> "Unsent":
        """In the words of this message."""
        return replace(self, text=words(message), origin=message.message_id)

    def under_a_file(self, text: str) -> "Unsent":
        """With what was written under a file that was added to it."""
        return replace(self, text=shortened(f"{self.text}\n\n{text}"))

    def written(self) -> list[tuple[int, str]]:
        """Where its words and files lie."""
        words = [] if self.origin is None or self.origin in dict(self.files) else [(self.origin, "text")]
        return [*words, *self.files]


async def screen(context: Context, typed: Unsent, name: str, *, again: bool) -> Screen:
    t = context.t
    lines = [t("You wrote this question and did not send it.")] if again else []
    if typed.text:
        lines.append(t("Your question:\n<blockquote>{text}</blockquote>", text=typed.text))
    if typed.text.endswith(CUT):
        lines.append(
            t(
                "Only the first {most} characters fit in. Send the rest as a file, or shorten it.",
                most=LONGEST,
            )
        )
    if typed.files:
        lines.append(context.tn("📎 {n} file", "📎 {n} files", len(typed.files)))
    lines.append(_readers(context, typed, name))
    lines.append(t("To change the wording, just type it again."))
    ways = [button(context.label("Send"), "askyes"), cancel_button(context)]
    drop = [button(context.label("Without the files"), "asknof")] if typed.files else []
    perhaps = await _perhaps(context, typed.text) if typed.text else []
    wishes = [
        button("🗂 " + _category(context, typed), "askcat"),
        button("👤 " + context.label(NAMED[typed.named]), "askname"),
        button(context.label(CONFIDENTIAL[typed.confidential]), "askconf"),
    ]
    return Screen("\n".join(lines), [perhaps, drop, *([wish] for wish in wishes), ways])


def _category(context: Context, typed: Unsent) -> str:
    names = context.library.categories.get(typed.category or "")
    if names is None:
        return context.label("Say what it is about")
    return context.label("About: {category}", category=context.translator.letters(names[context.language]))


def category_screen(context: Context, typed: Unsent) -> Screen:
    """What a question can be about; skipped with one tap, for then the nearest entry says it."""
    translator = context.translator
    rows = [
        [
            button(
                ticked(
                    f"{names['sign']} {translator.letters(names[translator.language])}", key == typed.category
                ),
                "askcat",
                key,
            )
        ]
        for key, names in context.library.categories.items()
    ]
    text = context.t(
        "What is your question about? With that it reaches the right person sooner. You can skip this."
    )
    return Screen(text, [*rows, [button(context.label("Skip"), "askcat", SKIP)]])


def _readers(context: Context, typed: Unsent, name: str) -> str:
    """Who will read it, and what of the member."""
    seen = (
        context.t(
            "Staff will see the question, your language, your country and your name: {name}.", name=name
        )
        if typed.named
        else context.t("Staff will see the question, your language and country, but not your name.")
    )
    if typed.confidential:
        seen += " " + context.t(
            "🔒 It is confidential: only the few people named for complaints will read it."
        )
    return seen


async def _perhaps(context: Context, text: str) -> list[InlineKeyboardButton]:
    """An entry that may answer it at once; where it tells of danger, the emergency numbers."""
    decision = await context.services.faq.answer(text, context.language)
    if decision.danger:
        return [button(context.label("🆘 Emergency numbers"), "asksos", decision.danger)]
    entries = hits(context.library, decision)
    if decision.decision is not Verdict.ANSWER or not entries:
        return []
    label = context.label("💡 There is an answer to this")
    return [entry_button(context.translator, entries[0], label, below=BELOW)]


def cancel_button(context: Context) -> InlineKeyboardButton:
    return button(context.label("Cancel"), "askno")
