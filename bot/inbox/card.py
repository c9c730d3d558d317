"""A question's card: whatever staff need to answer it and nothing about who asked. `read`, then `worded` and `buttons`.

In a group the card has the buttons that need no typing, and one that brings the whole of it to the private chat.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.directory import countries
from bot.inbox.lifecycle import State, Verb, may, state_of
from bot.text.markup import visible
from bot.text.translator import N_, Translator
from storage.inbox import blocks, listing, messages
from storage.inbox.messages import Message
from storage.inbox.questions import Question
from storage.members import members

CUT = 300  # characters of what was said later
QUESTION_MOST = 2000
LATER_MOST = 4  # of what was said later, the newest
NOTES_MOST = 3
EARLIER_MOST = 5
STATES = {
    State.OPEN: N_("Waits for an answer"),
    State.ANSWERED: N_("✔️ Answered by {name}, {time}"),
    State.CLOSED: N_("☑️ Closed without an answer, {time}"),
    State.WITHDRAWN: N_("↩️ The member took the question back, {time}"),
    State.BLOCKED: N_("🚫 Blocked, {time}"),
}
OPINIONS = {True: N_("👍 The answer helped"), False: N_("👎 The answer did not help")}
CONFIDENTIAL = N_("🔒 <b>Confidential: only those whom the owners have named read this.</b>")
URGENT = N_("🆘 <b>Urgent: this person may be in danger. Please answer first.</b>")
SIGNS = {
    State.OPEN: "✍️",
    State.ANSWERED: "✔️",
    State.CLOSED: "☑️",
    State.WITHDRAWN: "↩️",
    State.BLOCKED: "🚫",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A question with what was said in it. `earlier`: of the same member, newest first; `blocked`: the reason their
    questions are not taken for; `left`: they can't be reached any more."""

    question: Question
    thread: list[Message]
    files: int
    earlier: list[Question]
    blocked: str | None
    left: bool

    @property
    def state(self) -> State:
        return state_of(self.question)


async def read(tx: AsyncConnection, question: Question) -> Card:
    member = await members.by_chat(tx, question.chat_id)
    return Card(
        question,
        await messages.of_question(tx, question.id),
        len(await messages.files(tx, question.id)),
        await listing.earlier(tx, question, EARLIER_MOST),
        await blocks.reason(tx, question.chat_id),
        member is not None and member.blocked_at is not None,
    )


def worded(
    translator: Translator, card: Card, zone: ZoneInfo, now: datetime, body: str = "", category: str = ""
) -> str:
    """`body`: the name of the one it is for, `category`: of what it is about; empty where that is not known."""
    question, t = card.question, translator.t
    known = countries.name(question.country, translator.language) if question.country else None
    lines = [
        *([t(URGENT), ""] if question.urgent else []),
        *([t(CONFIDENTIAL), ""] if question.confidential else []),
        t("✍️ <b>Question No. {number}</b>", number=question.id),
        *([t("From: {name}", name=question.name)] if question.name else []),
        t("Country: {country}", country=known or translator.label("not given")),
        t("Language: {language}", language=translator.language_name(question.language)),
        *([t("About: {category}", category=category)] if category else []),
        *([t("For: {body}", body=body)] if body else []),
        *_times(translator, question, zone, now),
        *_standing(translator, card, zone),
        "",
        f"<blockquote>{_cut(question.text, QUESTION_MOST)}</blockquote>" if question.text else "",
        *_files(translator, card),
        *_said(translator, card),
    ]
    if may(Verb.ANSWER, question):
        lines += ["", t("Reply to this message to answer; the member will read your reply.")]
    return "\n".join(line for number, line in enumerate(lines) if line or lines[number - 1])


def _times(translator: Translator, question: Question, zone: ZoneInfo, now: datetime) -> list[str]:
    lines = [translator.t("Asked: {time}", time=translator.words.time(question.asked_at, zone))]
    if question.edited_at:
        lines.append(
            translator.t(
                "✏️ Changed by the member: {time}", time=translator.words.time(question.edited_at, zone)
            )
        )
    if question.promised_at and may(Verb.ANSWER, question):
        late = question.promised_at < now
        said = N_("⏰ An answer was promised by {time}") if late else N_("Answer promised by {time}")
        lines.append(translator.t(said, time=translator.words.time(question.promised_at, zone)))
    return lines


def _standing(translator: Translator, card: Card, zone: ZoneInfo) -> list[str]:
    """Its state in words, who is at it, and what keeps an answer from arriving."""
    question = card.question
    if card.state is State.OPEN and question.taken_by is not None:
        lines = [translator.t("✋ {name} is answering", name=question.taken_name or question.taken_by)]
    else:
        lines = _ended(translator, question, zone)
    if question.rating is not None:
        lines.append(translator.t(OPINIONS[bool(question.rating)]))
    if card.blocked is not None:
        lines.append(
            translator.t("🚫 No questions are taken from this member: {reason}", reason=card.blocked)
        )
    if card.left:
        lines.append(translator.t("⚠️ This member has blocked the bot or left; an answer will not arrive."))
    return lines


def _ended(translator: Translator, question: Question, zone: ZoneInfo) -> list[str]:
    """What became of it; of one that was closed after its answer, both."""
    state, name = state_of(question), question.answered_name or "—"
    if state is State.OPEN:
        return [translator.t(STATES[state])]
    moments = {State.ANSWERED: question.answered_at, state: question.closed_at or question.answered_at}
    ends = STATES | ({State.CLOSED: N_("☑️ Closed, {time}")} if question.answered_at else {})
    return [
        translator.t(ends[end], name=name, time=translator.words.time(at, zone))
        for end, at in moments.items()
        if at is not None
    ]


def _files(translator: Translator, card: Card) -> list[str]:
    return [translator.tn("📎 {n} file", "📎 {n} files", card.files)] if card.files else []


def _said(translator: Translator, card: Card) -> list[str]:
    """Follow-ups and answers in order, then notes."""
    later = [
        message for message in card.thread if message.kind in ("follow_up", "answer") and _brought(message)
    ]
    notes = [message for message in card.thread if message.kind == "note"]
    lines = []
    for message in later[-LATER_MOST:]:
        text = _cut(visible(message.text), CUT) or translator.t("(a file)")
        if message.kind == "follow_up":
            lines += [
                "",
                translator.t("💬 <b>The member asks further</b>"),
                f"<blockquote>{text}</blockquote>",
            ]
        else:
            name = message.author_name or "—"
            lines += [
                "",
                translator.t("✔️ <b>{name} answered</b>", name=name),
                f"<blockquote>{text}</blockquote>",
            ]
    for message in notes[-NOTES_MOST:]:
        said = translator.t(
            "📝 {name}: {note}", name=message.author_name or "—", note=visible(message.text)[:CUT]
        )
        lines.append(said)
    return lines


def _brought(message: Message) -> bool:
    return message.kind != "answer" or message.delivered_at is not None


def _cut(text: str, most: int) -> str:
    return escape(text if len(text) <= most else f"{text[: most - 1]}…", quote=False)


def buttons(translator: Translator, card: Card, *, private: bool) -> InlineKeyboardMarkup:
    """What may be done with it; each button carries its question."""
    label, question = translator.label, card.question

    def way(text: str, verb: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(text, callback_data=f"{verb}:{question.id}")

    taken = question.taken_by is not None
    take = way(label("↩️ Give back"), "qback") if taken else way(label("✋ Take"), "qtake")
    answer = way(label("✏️ Answer"), "qans")
    stock = way(label("📋 Stock answers"), "qstock")
    close = way(label("☑️ Close"), "qclose") if may(Verb.CLOSE, question) else None
    reopen = way(label("🔄 Reopen"), "qopen") if may(Verb.REOPEN, question) else None
    ended = [way for way in (close, reopen) if way]
    open_ = may(Verb.ANSWER, question)
    files = way(translator.tn("📎 {n} file", "📎 {n} files", card.files), "qfiles")
    if not private:
        return _rows([[take, *ended] if open_ else ended, [way(label("📥 To my private chat"), "qmine")]])
    earlier = way(label("🕘 Asked before: {number}", number=len(card.earlier)), "qearly")
    block = way(label("🚫 Block"), "qblock") if card.blocked is None else way(label("Unblock"), "qunb")
    return _rows(
        [
            [take, answer] if open_ else [],
            [way(label("➡️ Pass on"), "qpass")] if open_ and not question.confidential else [],
            [stock, way(label("📝 Note"), "qnote")] if open_ else [way(label("📝 Note"), "qnote")],
            [*ended, block],
            [] if question.confidential else [way(label("🔗 Questions like it"), "qlike")],
            [] if question.confidential else [way(label("🆕 Make an entry of it"), "neq")],
            [*([files] if card.files else []), *([earlier] if card.earlier else [])],
            [InlineKeyboardButton(label("Questions"), callback_data="in")],
        ]
    )


def _rows(rows: list[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([row for row in rows if row])
