"""What staff are told without asking, in the staff chat or the owners' private chats."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from telegram.ext import Application

from bot.broadcasts.approval import Lack
from bot.broadcasts.notice import Notice, NoticeKind
from bot.inbox.chats import staff_chats
from bot.text.markup import cut
from bot.text.translator import N_, Translator
from handlers.screen import LONGEST, Screen, button, columns
from handlers.staff import access
from handlers.staff.access import Worded
from handlers.staff.broadcast import wording
from handlers.staff.sent.screen import VERB, cause, way

PACE = (
    600.0  # seconds between messages about updates set aside, and in which there are AT_ONCE of other kinds
)
AT_ONCE = 5
LISTED = 20  # numbers of updates, or notices, of one message
CARDS = 8  # buttons under several notices
SHORT = 300  # characters of a notice among several
ASKS: dict[NoticeKind, tuple[str, ...]] = {
    NoticeKind.OVERDUE: ("now", "later", "drop"),
    NoticeKind.PAUSED: ("resume", "cancel"),
}
UNAPPROVED = ("rest", "cancel")
WORDS = {
    NoticeKind.PAUSED: N_(
        "⏸ Broadcast No. {number} paused itself: {reason}. Look into it, then resume or cancel it."
    ),
    NoticeKind.OVERDUE: N_(
        "❗ Broadcast No. {number} should have gone out {time} ago, while the bot was not running. "
        "It was not sent. What should be done?"
    ),
    NoticeKind.HELD: N_(
        "✋ Broadcast No. {number} was held back: {reason}. A colleague has to look at it and approve it."
    ),
    NoticeKind.EXPIRED: N_(
        "⌛ Broadcast No. {number} reached its end: whoever did not have it by then will not get it."
    ),
    NoticeKind.ENDED: N_(
        "⌛ Recurring broadcast No. {number} has come to its end: it will not be sent again."
    ),
    NoticeKind.PLAIN: N_(
        "⚠️ Telegram refuses the formatting of broadcast No. {number}, so it goes on as plain text: {reason}"
    ),
    NoticeKind.UNLINKED: N_(
        "⚠️ Telegram refuses a link button of broadcast No. {number}, so it goes on without link buttons: {reason}"
    ),
    NoticeKind.PARKED: N_(
        "⏳ Telegram asks us to wait {time}. Broadcasts go on by themselves after that; "
        "answers to members are not held up."
    ),
    NoticeKind.STUCK: N_(
        "⚠️ The database cannot be written to. Broadcasts wait and nothing is lost; check its disk."
    ),
    NoticeKind.FLOWING: N_("✅ The database can be written to again. Broadcasts go on."),
    NoticeKind.DONE: N_("✅ Broadcast No. {number} was sent to the end."),
}
UPDATE_FAILED = N_(
    "⚠️ Update {number} could not be handled and was set aside. The member was told; see the log for the reason."
)


def updates_failed(numbers: Sequence[int]) -> Worded:
    """One, or several together."""
    if len(numbers) == 1:
        return lambda translator: Screen(translator.t(UPDATE_FAILED, number=numbers[0]))
    listed = ", ".join(map(str, numbers[:LISTED])) + (" …" if len(numbers) > LISTED else "")
    return lambda translator: Screen(
        translator.tn(
            "⚠️ {n} update could not be handled and was set aside: {listed}. The member was told; see /stats.",
            "⚠️ {n} updates could not be handled and were set aside: {listed}. Members were told; see /stats.",
            len(numbers),
            listed=listed,
        )
    )


@dataclass(slots=True)
class SetAside:
    """Updates set aside of which staff are to hear: of the first at once, of more within PACE together, so that
    nobody can flood staff by what the bot fails at. They are rows in any case, listed under /stats."""

    numbers: list[int] = field(default_factory=list)
    told_at: float = float("-inf")

    def due(self, now: float) -> list[int]:
        """Those to tell of now (seconds of a clock that only goes forward); they are told of once."""
        if not self.numbers or now - self.told_at < PACE:
            return []
        told, self.numbers, self.told_at = self.numbers, [], now
        return told


@dataclass(slots=True)
class Alerts:
    """Notices of broadcasts and of the engine: AT_ONCE within PACE as they come, what comes faster together after it,
    so that a hundred broadcasts that fail, or a disk that comes and goes, are a few messages. Nothing is lost by it:
    what becomes of a broadcast is its row, and listed under /broadcasts."""

    waiting: list[Notice] = field(default_factory=list)
    told: list[float] = field(default_factory=list)  # when, of those within PACE

    def now(self, notice: Notice, at: float) -> bool:
        """Whether to tell of it at once (seconds of a clock that only goes forward); if not, it waits."""
        self.told = [moment for moment in self.told if at - moment < PACE]
        if self.waiting or len(self.told) >= AT_ONCE:
            self.waiting.append(notice)
            return False
        self.told.append(at)
        return True

    def due(self, at: float) -> list[Notice]:
        """Those to tell of together now; they are told of once."""
        self.told = [moment for moment in self.told if at - moment < PACE]
        if not self.waiting or len(self.told) >= AT_ONCE:
            return []
        due, self.waiting = self.waiting, []
        self.told += [at] * AT_ONCE  # the next ones wait for as long again
        return due


def several(notices: Sequence[Notice]) -> Worded:
    """What happened meanwhile in one message, the same thing once, with the cards of its broadcasts."""

    def said(translator: Translator) -> Screen | None:
        screens = [screen for notice in notices if (screen := worded(translator, notice))]
        if not screens:
            return None
        texts = list(dict.fromkeys(cut(screen.text, SHORT) for screen in screens))
        head = translator.tn("🔔 {n} more notice:", "🔔 {n} more notices:", len(screens))
        more = ["…"] if len(texts) > LISTED else []
        cards = {notice.broadcast.id: notice.broadcast for notice in notices if notice.broadcast}
        ways = [
            button(translator.label("Broadcast No. {number}", number=number), VERB, number)
            for number in list(cards)[:CARDS]
        ]
        text = cut("\n\n".join([head, *texts[:LISTED], *more]), LONGEST)
        return Screen(text, columns(ways))

    return said


async def tell_staff(application: Application[Any, Any, Any, Any, Any, Any], notice: Worded | Notice) -> None:
    """To each of staff's chats in its language; one that can't be reached does not keep it from the others."""
    services = application.bot_data
    words = partial(worded, notice=notice) if isinstance(notice, Notice) else notice
    for chat in await staff_chats(services):
        await access.tell(application.bot, services, chat, words)


def worded(translator: Translator, notice: Notice) -> Screen | None:
    """A notice of the engine's or the schedule's; None for what the cards show already."""
    broadcast = notice.broadcast
    done_by_staff = notice.kind is NoticeKind.DONE and broadcast and broadcast.author_id is not None
    if notice.kind not in WORDS or done_by_staff:  # its author's card says so
        return None
    number = broadcast.id if broadcast else 0
    text = translator.t(
        WORDS[notice.kind],
        number=number,
        reason=cause(translator, notice.reason),
        time=wording.duration(translator, notice.seconds),
    )
    if broadcast is None:
        return Screen(text)
    fixed = broadcast.launch_until is not None
    asks = UNAPPROVED if notice.reason == Lack.CHANGED else ASKS.get(notice.kind, ())
    asked = (
        [] if notice.kind is NoticeKind.HELD else [name for name in asks if not (fixed and name == "later")]
    )
    ways = columns([way(translator, name, number) for name in asked])
    card = button(translator.label("Broadcast No. {number}", number=number), VERB, number)
    return Screen(text, [*ways, [card]])
