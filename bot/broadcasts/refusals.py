"""What `otandas broadcast create` refuses: the composer's own faults, each a line with key and remedy.

The composer shows doubts and lets staff confirm them; a file cannot be asked, so what would be confirmed by an owner
takes `--force`, and the rest is only told. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.broadcasts import checks
from bot.broadcasts.audience import Reach
from bot.broadcasts.checks import Fault
from bot.broadcasts.toml_file import fault_line
from bot.faq.parallel import REASONS
from bot.staff.permissions import needs_approval
from storage.broadcasts.broadcasts import Broadcast


class Weight(StrEnum):
    """How much a fault counts where nobody can be asked."""

    FINAL = "final"
    """It could not be sent, or nobody would get it as it was meant."""
    FORCE = "force"
    """An owner may want it in spite of this."""
    TOLD = "told"
    """It is sent, and said."""


LINES: dict[str, tuple[Weight, str]] = {
    "past": (Weight.FINAL, "--at: that time is past; name a later one, or leave it out to send now"),
    "past_own": (
        Weight.FINAL,
        "--at: on members' own clocks that hour is over where the day begins first; name a later day",
    ),
    "over": (Weight.FINAL, "expires_at: it would be out of date before it is sent; name a later time"),
    "never": (Weight.FINAL, "schedule: this never comes; there is no such day"),
    "often": (
        Weight.FORCE,
        "schedule.cron: this comes more often than once an hour; write a single minute, like 0 10 * * mon-fri",
    ),
    "nobody": (
        Weight.FORCE,
        "topics, countries, languages: nobody would get it; widen them, or import members first",
    ),
    "few": (
        Weight.FINAL,
        "audience: fewer than five of those who gave this answer would get it, or be left out; widen it",
    ),
    "numbers": (
        Weight.FORCE,
        f"text: {REASONS['numbers']}; write the same numbers in every language",
    ),
    "approval": (
        Weight.FORCE,
        "delivery.approval_above: more than {above} recipients ({total}), so a colleague approves it; store it with "
        "--draft and send it for approval in the chat, under /broadcasts",
    ),
    "tag": (Weight.TOLD, 'text.{language}: {place} is sent as it stands; for formatting say markup = "html"'),
    "left": (
        Weight.TOLD,
        "text.{language}: {place} looks like a place to be filled in; it is sent as it stands",
    ),
    "wrong": (Weight.TOLD, "text.{language}: " + REASONS["wrong"]),
    "links": (Weight.TOLD, "text: " + REASONS["links"]),
    "media": (Weight.TOLD, "text: no picture, file or poll in {others}, which other languages have"),
    "lengths": (Weight.TOLD, "text: " + REASONS["lengths"]),
    "buttons": (Weight.TOLD, "text: fewer link buttons in {others} than in other languages"),
    "beyond": (Weight.TOLD, "expires_at: an issue is still good when the next one comes"),
}
PAST = ("past", "past_own")
OF_TEXTS = ("missing", "bare", "long", "markup", "placeholder", "poll")  # toml_file words these


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fault as a line."""

    kind: str
    weight: Weight
    line: str

    def stands(self, *, force: bool) -> bool:
        """Whether it keeps the broadcast from being sent."""
        return self.weight == Weight.FINAL or (self.weight == Weight.FORCE and not force)


def refusals(draft: Broadcast, reach: Reach, now: datetime, approval_above: int) -> list[Refusal]:
    """Everything that is said of it, with the time it is meant for in `draft.due_at` (None: now)."""
    faults = checks.faults(draft, reach, now)
    if draft.due_at is not None and draft.due_at <= now and not any(fault.kind in PAST for fault in faults):
        faults.append(Fault("past", None))  # of a series the composer asks for no first time
    if needs_approval(reach.total, approval_above, urgent=draft.urgent):
        faults.append(Fault("approval", None, facts={"above": approval_above, "total": reach.total}))
    return [_refusal(fault) for fault in faults]


def _refusal(fault: Fault) -> Refusal:
    if fault.kind in OF_TEXTS:
        return Refusal(fault.kind, Weight.FINAL, fault_line(fault))
    weight, line = LINES[fault.kind]
    facts = {name: _listed(fact) for name, fact in fault.facts.items()} | {"language": fault.language}
    return Refusal(
        fault.kind, weight, line.format_map(facts) + ("; or say --force" if weight == Weight.FORCE else "")
    )


def _listed(fact: object) -> str:
    return (
        ", ".join(map(str, fact)) if isinstance(fact, Sequence) and not isinstance(fact, str) else str(fact)
    )
