"""The card of a broadcast: its state, how far it is, and what may be done to it now."""

from html import escape

from telegram import InlineKeyboardButton

from bot.broadcasts.audience import pace
from bot.broadcasts.message import weight
from bot.services import Services
from bot.speech import N_, Speech
from handlers.buttons import button, columns, keyboard
from handlers.screen import Screen
from handlers.staff.broadcast import wording
from storage import broadcasts, deliveries, presses
from storage.broadcasts import Broadcast
from storage.deliveries import Counts

VERB = "bv"
BAR = 12  # characters
STATES = {
    "draft": N_("draft"), "review": N_("waits for approval"), "scheduled": N_("scheduled"),
    "sending": N_("being sent"), "paused": N_("paused"), "done": N_("sent"), "canceled": N_("canceled"),
    "expired": N_("expired"), "overdue": N_("overdue, waits for your word"), "recalled": N_("recalled"),
    "failed": N_("failed"),
}  # fmt: skip
SIGNS = {"draft": "✏️", "review": "👥", "scheduled": "🕒", "sending": "📤", "paused": "⏸", "done": "✅",
         "canceled": "✖️", "expired": "⌛", "overdue": "❗", "recalled": "↩️", "failed": "⚠️"}  # fmt: skip
ACTS = {
    "pause": ("⏸", N_("Pause")), "resume": ("▶️", N_("Resume")), "cancel": ("✖️", N_("Cancel the rest")),
    "stop": ("✖️", N_("Cancel it")), "draft": ("✏️", N_("Back to a draft")), "now": ("📤", N_("Send now")),
    "later": ("🕒", N_("Choose another time")), "drop": ("✖️", N_("Do not send")), "text": ("✏️", N_("Correct the text")),
    "recall": ("↩️", N_("Recall")), "copy": ("📄", N_("Duplicate")), "keep": ("📋", N_("Save as template")),
    "new": ("➕", N_("Send to those who joined since")),
    "report": ("📊", N_("Report")), "csv": ("🧾", N_("Table (CSV)")),
    "see": ("👁", N_("Preview")), "forget": ("🗑", N_("Delete the template")),
}  # fmt: skip
WAYS = {
    "scheduled": ("see", "draft", "stop", "now", "copy"),
    "sending": ("pause", "cancel", "text", "recall", "see", "report"),
    "paused": ("resume", "cancel", "text", "recall", "see", "report"),
    "done": ("report", "csv", "text", "recall", "copy", "keep", "new", "see"),
    "canceled": ("report", "csv", "text", "recall", "copy", "keep"),
    "expired": ("report", "csv", "text", "recall", "copy", "keep"),
    "overdue": ("now", "later", "drop", "see"),
    "recalled": ("report", "csv", "copy"),
    "failed": ("report", "copy"),
}
AFTERWARDS = ("report", "csv", "text", "recall")  # of something that never began there is nothing of these
JOB_WAYS = {"sending": ("pause", "cancel"), "paused": ("resume", "cancel"), "scheduled": ("stop",)}


def act(speech: Speech, name: str, number: int) -> InlineKeyboardButton:
    sign, label = ACTS[name]
    return button(f"{sign} {speech.label(label)}", VERB, number, name)


async def screen(services: Services, speech: Speech, broadcast: Broadcast) -> Screen:
    """The card as it is now, for one reader."""
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
        later = await deliveries.deferred(tx, broadcast.id, _ms(services)) if counts.waiting else 0
        jobs = await broadcasts.jobs_of(tx, broadcast.id)
        pressed = await presses.counted(tx, broadcast.id)
    blocks = [_head(speech, broadcast), _time(services, speech, broadcast)]
    if counts.audience or broadcast.launched_at:
        blocks.append(progress(services, speech, broadcast, counts, later))
        blocks += unsubscribed(speech, pressed)
    blocks += [_job(speech, one) for one in jobs if one.state != "canceled"]
    return Screen("\n\n".join(filter(None, blocks)), keyboard(_ways(speech, broadcast)))


def _ms(services: Services) -> int:
    return int(services.clock().timestamp() * 1000)


def _head(speech: Speech, broadcast: Broadcast) -> str:
    state = f"{SIGNS[broadcast.state]} {speech.label(STATES[broadcast.state])}"
    if broadcast.kind == "correct":
        return speech.t(
            "<b>Correction of broadcast No. {number}</b>: {state}", number=broadcast.target_id, state=state
        )
    if broadcast.kind == "recall":
        return speech.t(
            "<b>Recall of broadcast No. {number}</b>: {state}", number=broadcast.target_id, state=state
        )
    head = speech.t("<b>Broadcast No. {number}</b>: {state}", number=broadcast.id, state=state)
    return f"{head}\n<i>{escape(wording.heading(speech, broadcast), quote=False)}</i>"


def _time(services: Services, speech: Speech, broadcast: Broadcast) -> str:
    if broadcast.state == "paused" and broadcast.pause_reason:
        return speech.t("It paused itself: {reason}", reason=cause(speech, broadcast.pause_reason))
    if broadcast.state in ("scheduled", "overdue") and broadcast.kind == "send":
        return "🕒 " + "\n".join(wording.when(speech, broadcast, services.config.locale.zone))
    return ""


def cause(speech: Speech, reason: str) -> str:
    """The engine's reason for pausing, in words: "errors: 40% of the last 30 sends"."""
    kind, _, rest = reason.partition(": ")
    share = rest.split(" ", 1)[0]
    if kind == "errors":
        return speech.label("errors in {share} of the last messages", share=share)
    if kind == "blocked":
        return speech.label("{share} of the last members have blocked the bot", share=share)
    return reason


def progress(services: Services, speech: Speech, broadcast: Broadcast, counts: Counts, later: int = 0) -> str:
    """Bar, counts and when it will be through."""
    lines = [bar(counts), _counts(speech, broadcast.kind, counts)]
    small = (
        (later, speech.tn("{n} waits for a later hour", "{n} wait for a later hour", later)),
        (counts.unknown, speech.tn("{n} perhaps arrived, perhaps not",
                                   "{n} perhaps arrived, perhaps not", counts.unknown)),
        (counts.again, speech.tn("{n} was sent again: it is unknown whether it had arrived",
                                 "{n} were sent again: it is unknown whether they had arrived", counts.again)),
        (counts.plain, speech.tn("{n} went without formatting", "{n} went without formatting", counts.plain)),
    )  # fmt: skip
    lines += [line for number, line in small if number]
    rest = counts.open - later
    if broadcast.state == "sending" and rest > 0:
        each = max(map(weight, broadcast.content.values()), default=1) if broadcast.kind == "send" else 1
        seconds = rest * each / pace(services.config.delivery)
        lines.append(speech.t("Done in about {time}", time=wording.duration(speech, seconds)))
    return "\n".join(lines)


def unsubscribed(speech: Speech, pressed: dict[str, int]) -> list[str]:
    """How many left with the broadcast's button; nothing where nobody did."""
    if not pressed["left"]:
        return []
    number = speech.words.number
    return [speech.t("Unsubscribed with its button: {left}. Took it back: {returned}.",
                     left=number(pressed["left"]), returned=number(pressed["returned"]))]  # fmt: skip


def bar(counts: Counts) -> str:
    """▓▓▓░░ 60 %, whole only when nothing is open."""
    if not counts.audience:
        return "░" * BAR
    share = (counts.audience - counts.open) / counts.audience
    percent = int(share * 100)
    return "▓" * int(share * BAR) + "░" * (BAR - int(share * BAR)) + f" {percent} %"


def _counts(speech: Speech, kind: str, counts: Counts) -> str:
    number = speech.words.number
    places = {"done": number(counts.sent), "audience": number(counts.audience), "gone": number(counts.gone),
              "failed": number(counts.failed)}  # fmt: skip
    if kind == "correct":
        return speech.t("Changed {done} of {audience}. Unreachable: {gone}. Failed: {failed}.", **places)
    if kind == "recall":
        return speech.t("Withdrawn {done} of {audience}. Unreachable: {gone}. Failed: {failed}.", **places)
    return speech.t("Sent {done} of {audience}. Unreachable: {gone}. Failed: {failed}.", **places)


def _job(speech: Speech, job: Broadcast) -> str:
    state = speech.label(STATES[job.state])
    if job.kind == "recall":
        return speech.t("Recall: {state}", state=state)
    return speech.t("Correction No. {number}: {state}", number=job.id, state=state)


def _ways(speech: Speech, broadcast: Broadcast) -> list[list[InlineKeyboardButton]]:
    listed = button(speech.label("Broadcasts"), "bl")
    if broadcast.kind != "send":
        names: tuple[str, ...] = JOB_WAYS.get(broadcast.state, ())
        target = button(
            speech.label("Broadcast No. {number}", number=broadcast.target_id), VERB, broadcast.target_id
        )
        return [*columns([act(speech, one, broadcast.id) for one in names]), [target]]
    names = tuple(
        one for one in WAYS.get(broadcast.state, ()) if broadcast.launched_at or one not in AFTERWARDS
    )
    if broadcast.launch_until is not None:
        names = tuple(
            one for one in names if one not in ("draft", "later")
        )  # its recipients are fixed already
    return [*columns([act(speech, one, broadcast.id) for one in names]), [listed]]
