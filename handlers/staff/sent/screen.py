"""The card of a broadcast: its state, how far it is, and what may be done to it now."""

from html import escape

from telegram import InlineKeyboardButton

from bot.broadcasts.approval import stands
from bot.broadcasts.audience import pace
from bot.broadcasts.content import Content
from bot.broadcasts.schedule import is_recurring
from bot.broadcasts.states import Kind, Release, State
from bot.clock import ms
from bot.services import Services
from bot.stats.figures import FEW
from bot.text.translator import N_, Translator
from handlers.screen import Screen, button, columns
from handlers.staff.broadcast import objections, wording
from handlers.staff.sent import credits
from storage.broadcasts import broadcasts, presses
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.deliveries.deliveries import Counts

VERB = "bv"
BAR = 12  # characters
STATES: dict[str, str] = {
    State.DRAFT: N_("draft"), State.REVIEW: N_("waits for approval"), State.SCHEDULED: N_("scheduled"),
    State.SENDING: N_("being sent"), State.PAUSED: N_("paused"), State.DONE: N_("sent"),
    State.CANCELED: N_("canceled"), State.EXPIRED: N_("expired"), State.RECALLED: N_("recalled"),
    State.OVERDUE: N_("overdue, waits for your word"),
}  # fmt: skip
SIGNS: dict[str, str] = {
    State.DRAFT: "✏️", State.REVIEW: "👥", State.SCHEDULED: "🕒", State.SENDING: "📤", State.PAUSED: "⏸",
    State.DONE: "✅", State.CANCELED: "✖️", State.EXPIRED: "⌛", State.OVERDUE: "❗", State.RECALLED: "↩️",
}  # fmt: skip
ACTS = {
    "pause": ("⏸", N_("Pause")), "resume": ("▶️", N_("Resume")), "cancel": ("✖️", N_("Cancel the rest")),
    "stop": ("✖️", N_("Cancel it")), "draft": ("✏️", N_("Back to a draft")), "now": ("📤", N_("Send now")),
    "later": ("🕒", N_("Choose another time")), "drop": ("✖️", N_("Do not send")), "text": ("✏️", N_("Correct the text")),
    "recall": ("↩️", N_("Recall")), "copy": ("📄", N_("Duplicate")), "keep": ("📋", N_("Save as template")),
    "new": ("➕", N_("Send to those who joined since")),
    "report": ("📊", N_("Report")), "csv": ("🧾", N_("Table (CSV)")),
    "rest": ("✅", N_("Approve as it stands")),
    "see": ("👁", N_("Preview")), "forget": ("🗑", N_("Delete the template")),
}  # fmt: skip
WAYS: dict[str, tuple[str, ...]] = {
    State.SCHEDULED: ("see", "draft", "stop", "now", "copy"),
    State.SENDING: ("pause", "cancel", "text", "recall", "see", "report"),
    State.PAUSED: ("resume", "cancel", "text", "recall", "see", "report"),
    State.DONE: ("report", "csv", "text", "recall", "copy", "keep", "new", "see"),
    State.CANCELED: ("report", "csv", "text", "recall", "copy", "keep"),
    State.EXPIRED: ("report", "csv", "text", "recall", "copy", "keep"),
    State.OVERDUE: ("now", "later", "drop", "see"),
    State.RECALLED: ("report", "csv", "copy"),
}
AFTERWARDS = ("report", "csv", "text", "recall")  # of something that never began there is nothing of these
SERIES_WAYS: dict[str, tuple[str, ...]] = {
    State.SCHEDULED: ("see", "draft", "pause", "stop", "copy"),
    State.PAUSED: ("resume", "stop", "see", "copy"),
}
BACKWARDS = ("draft", "later")  # not once its recipients are fixed
JOB_WAYS: dict[str, tuple[str, ...]] = {
    State.SENDING: ("pause", "cancel"),
    State.PAUSED: ("resume", "cancel"),
    State.SCHEDULED: ("stop",),
}


def way(translator: Translator, name: str, number: int) -> InlineKeyboardButton:
    sign, label = ACTS[name]
    return button(f"{sign} {translator.label(label)}", VERB, number, name)


async def screen(
    services: Services, translator: Translator, broadcast: Broadcast, reader: int | None = None
) -> Screen:
    """The card as it is now, with the buttons that `reader` may press; None: those that any colleague may."""
    may_approve = reader is not None and await credits.may_approve(services, reader, broadcast)
    names = await credits.names(services)
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
        later = await deliveries.deferred(tx, broadcast.id, ms(services.clock())) if counts.waiting else 0
        jobs = await broadcasts.jobs_of(tx, broadcast.id)
        pressed = await presses.counted(tx, broadcast.id)
    head = f"{_head(translator, broadcast)}\n{credits.line(services, translator, broadcast, names)}"
    blocks = [head, _time(services, translator, broadcast)]
    if counts.audience or broadcast.launched_at:
        blocks.append(progress(services, translator, broadcast, counts, later))
        blocks += unsubscribed(translator, pressed)
    blocks += [_job(translator, job) for job in jobs if job.state != State.CANCELED]
    return Screen("\n\n".join(filter(None, blocks)), _ways(translator, broadcast, may_approve))


def _head(translator: Translator, broadcast: Broadcast) -> str:
    state = f"{SIGNS[broadcast.state]} {translator.label(STATES[broadcast.state])}"
    if _closes(broadcast):
        return translator.t(
            "<b>End of check-in No. {number}</b>: its buttons are closed: {state}",
            number=broadcast.check_in_id,
            state=state,
        )
    if broadcast.kind == Kind.CORRECT:
        return translator.t(
            "<b>Correction of broadcast No. {number}</b>: {state}", number=broadcast.target_id, state=state
        )
    if broadcast.kind == Kind.RECALL:
        return translator.t(
            "<b>Recall of broadcast No. {number}</b>: {state}", number=broadcast.target_id, state=state
        )
    head = translator.t("<b>Broadcast No. {number}</b>: {state}", number=broadcast.id, state=state)
    if broadcast.trial:
        head += "\n" + translator.t("🧪 In a trial: only the team and its guests get it")
    return f"{head}\n<i>{escape(wording.heading(translator, broadcast), quote=False)}</i>"


def _time(services: Services, translator: Translator, broadcast: Broadcast) -> str:
    if broadcast.state == State.PAUSED and broadcast.pause_reason:
        return translator.t("It paused itself: {reason}", reason=cause(translator, broadcast.pause_reason))
    waits = (State.SCHEDULED, State.OVERDUE, *([State.PAUSED] if is_recurring(broadcast.schedule) else []))
    if broadcast.state in waits and broadcast.kind == Kind.SEND:
        return "🕒 " + "\n".join(wording.when(translator, broadcast, services.config.locale.zone))
    return ""


def cause(translator: Translator, reason: str) -> str:
    """The engine's reason for pausing, in words: "errors: 40% of the last 30 sends"."""
    kind, _, rest = reason.partition(": ")
    share = rest.split(" ", 1)[0]
    if kind == "errors":
        return translator.label("errors in {share} of the last messages", share=share)
    if kind == "blocked":
        return translator.label("{share} of the last members have blocked the bot", share=share)
    return translator.label(objections.LACKS[reason]) if reason in objections.LACKS else reason


def progress(
    services: Services, translator: Translator, broadcast: Broadcast, counts: Counts, later: int = 0
) -> str:
    """Bar, counts and when it will be through."""
    lines = [bar(counts), _counts(translator, broadcast.kind, counts)]
    small_print = (
        (later, translator.tn("{n} waits for a later hour", "{n} wait for a later hour", later)),
        (counts.unknown, translator.tn("{n} perhaps arrived, perhaps not",
                                       "{n} perhaps arrived, perhaps not", counts.unknown)),
        (counts.again, translator.tn("{n} was sent again: it is unknown whether it had arrived",
                                     "{n} were sent again: it is unknown whether they had arrived", counts.again)),
        (counts.plain, translator.tn("{n} went without formatting", "{n} went without formatting", counts.plain)),
    )  # fmt: skip
    lines += [line for number, line in small_print if number]
    rest = counts.open - later
    if broadcast.state == State.SENDING and rest > 0:
        texts = Content.of(broadcast.content).texts.values() if broadcast.kind == Kind.SEND else ()
        messages = max((text.messages for text in texts), default=1)
        seconds = rest * messages / pace(services.config.delivery)
        lines.append(translator.t("Done in about {time}", time=wording.duration(translator, seconds)))
    return "\n".join(lines)


def unsubscribed(translator: Translator, pressed: dict[str, int]) -> list[str]:
    """How many people left with the broadcast's button and did not come back; nothing where nobody did."""
    people = pressed["left"] - pressed["returned"]
    if people <= 0:
        return []
    if people < FEW:
        return [translator.t("Fewer than {few} people left by its button", few=FEW)]
    return [translator.tn("{n} person left by its button", "{n} people left by its button", people)]


def bar(counts: Counts) -> str:
    """▓▓▓░░ 60 %, whole only when nothing is open."""
    if not counts.audience:
        return "░" * BAR
    share = (counts.audience - counts.open) / counts.audience
    percent = int(share * 100)
    return "▓" * int(share * BAR) + "░" * (BAR - int(share * BAR)) + f" {percent} %"


def _counts(translator: Translator, kind: str, counts: Counts) -> str:
    number = translator.words.number
    places = {
        "done": number(counts.sent),
        "audience": number(counts.audience),
        "gone": number(counts.gone),
        "failed": number(counts.failed),
    }
    if kind == Kind.CORRECT:
        return translator.t("Changed {done} of {audience}. Unreachable: {gone}. Failed: {failed}.", **places)
    if kind == Kind.RECALL:
        return translator.t(
            "Withdrawn {done} of {audience}. Unreachable: {gone}. Failed: {failed}.", **places
        )
    return translator.t("Sent {done} of {audience}. Unreachable: {gone}. Failed: {failed}.", **places)


def _closes(job: Broadcast) -> bool:
    """A job that closes the buttons of a check-in, and says nothing else."""
    return job.kind == Kind.CORRECT and job.check_in_ended_at is not None


def _job(translator: Translator, job: Broadcast) -> str:
    state = translator.label(STATES[job.state])
    if _closes(job):
        return translator.t("Closing the buttons: {state}", state=state)
    if job.kind == Kind.RECALL:
        return translator.t("Recall: {state}", state=state)
    return translator.t("Correction No. {number}: {state}", number=job.id, state=state)


def _ways(
    translator: Translator, broadcast: Broadcast, may_approve: bool
) -> list[list[InlineKeyboardButton]]:
    last = button(translator.label("Broadcasts"), "bl")
    asked = broadcast.check_in_id if broadcast.launched_at and broadcast.kind == Kind.SEND else None
    answers = [button("🆘 " + translator.label("Answers"), "cs", asked, "card")] if asked else []
    if broadcast.kind != Kind.SEND:
        names, target = JOB_WAYS.get(broadcast.state, ()), broadcast.target_id
        last = button(translator.label("Broadcast No. {number}", number=target), VERB, target)
    else:
        hidden = () if broadcast.launched_at else AFTERWARDS
        fixed = BACKWARDS if broadcast.launch_until is not None else ()
        table = WAYS | (SERIES_WAYS if is_recurring(broadcast.schedule) else {})
        names = tuple(name for name in table.get(broadcast.state, ()) if name not in (*hidden, *fixed))
    if broadcast.state == State.PAUSED and not stands(broadcast):
        names = tuple("rest" if name == "resume" else name for name in names)
    refused = _refused(broadcast, may_approve)
    ways = columns([way(translator, name, broadcast.id) for name in names if name not in refused])
    return [answers, *ways, [last]]


def _refused(broadcast: Broadcast, may_approve: bool) -> set[str]:
    """Buttons that would be refused: what needs an approver, and the correction of a poll."""
    refused = set() if may_approve else {"rest"}
    if broadcast.released_as == Release.APPROVED and not may_approve:
        refused.add("now")
    if any(text.poll for text in Content.of(broadcast.content).texts.values()):
        refused.add("text")
    return refused
