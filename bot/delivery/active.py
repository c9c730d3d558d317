"""A broadcast being sent by this process, and its deliveries: counts, where its claims are, its rendered calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.broadcasts.content import Content
from bot.broadcasts.states import Kind
from bot.delivery import rendering
from bot.delivery.canary import Canary
from bot.delivery.decision import Decision, Fallback
from bot.delivery.pace import Lane
from bot.delivery.rendering import Call, CheckIn
from bot.directory import zones
from bot.text.catalogs import Catalogs
from bot.text.translator import Translator
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries.claims import AT_ONCE_FROM, LATER_FROM, Claimed, Cursor

NO_FALLBACK: frozenset[Fallback] = frozenset()
GREENWICH = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class RenderedCall:
    """`body` is the JSON that follows the chat; `weight` how many messages the call brings."""

    method: str
    body: bytes
    weight: int


@dataclass(slots=True)
class Delivery:
    """A claimed row on its way. `step` counts calls done; `album_ids` are messages the chat has already."""

    row: Claimed
    active: "ActiveBroadcast"
    chat_id: int
    thread_id: int | None = None
    step: int = 0
    album_ids: str | None = None
    fallbacks: frozenset[Fallback] = NO_FALLBACK
    paid: bool = False

    @property
    def call(self) -> RenderedCall:
        """What is to be sent next."""
        return self.active.calls(self)[self.step]

    @property
    def tried(self) -> frozenset[Fallback]:
        """The ways that are left no more."""
        return self.fallbacks if self.thread_id else self.fallbacks | {Fallback.GENERAL}

    @property
    def last(self) -> bool:
        return self.step + 1 == len(self.active.calls(self))


@dataclass(slots=True)
class ActiveBroadcast:
    """`queued`: claimed and not sent yet; `in_flight`: sent and not answered yet. Times monotonic seconds."""

    broadcast: Broadcast
    catalogs: Catalogs
    canary: Canary
    paid: bool = False
    house: ZoneInfo = GREENWICH
    queued: int = 0
    in_flight: int = 0
    at_once: Cursor = AT_ONCE_FROM
    later: Cursor = LATER_FROM
    look_at: float = 0.0
    look_later_at: float = 0.0
    dry: bool = False  # the last claim found nothing
    look_at_end: float = 0.0
    closing: bool = False
    repairs: dict[str, frozenset[Fallback]] = field(default_factory=dict)  # by language, of all its messages
    _rendered: dict[tuple[str, str, frozenset[Fallback], bool], tuple[RenderedCall, ...]] = field(
        default_factory=dict
    )

    @property
    def sends(self) -> bool:
        """Not a job that edits or deletes what was sent."""
        return self.broadcast.kind == Kind.SEND

    @property
    def lane(self) -> Lane:
        if not self.sends:
            return Lane.BACKGROUND
        return Lane.URGENT if self.broadcast.urgent else Lane.BROADCAST

    @property
    def topics(self) -> Sequence[str] | None:
        """What a member must still want to get this; None for jobs, which follow what was sent, and for what
        whoever is expected at an event has to know."""
        audience = self.broadcast.audience
        return audience.get("topics") or () if self.sends and audience.get("event") is None else None

    @property
    def silent(self) -> int | None:
        """The check-in that this asks about once more: whoever answered meanwhile does not get it."""
        silent: int | None = self.broadcast.audience.get("silent") if self.sends else None
        return silent

    @property
    def check_in(self) -> CheckIn | None:
        broadcast = self.broadcast
        if broadcast.check_in_id is None:
            return None
        ended_at = broadcast.check_in_ended_at
        return CheckIn(broadcast.check_in_id, ended_at and ended_at.astimezone(self.house).date())

    def zone_of(self, row: Claimed) -> str | None:
        """Whose clock says whether this member sleeps: their own, or that of their country where staff chose so."""
        by_country = self.broadcast.audience.get("country_clock")
        return row.zone or (zones.of_most(row.country) if by_country else None)

    @property
    def idle(self) -> bool:
        return not self.queued and not self.in_flight

    @property
    def rests(self) -> bool:
        """Nothing of it can be sent now: what is open waits for a later hour."""
        return self.dry and self.idle

    def renew(self, broadcast: Broadcast) -> None:
        """The row as it is now; a corrected text is rendered anew."""
        before = self.broadcast
        if (broadcast.content, broadcast.check_in_ended_at) != (before.content, before.check_in_ended_at):
            self._rendered.clear()
            self.repairs.clear()
        self.broadcast = broadcast

    def calls(self, delivery: Delivery) -> tuple[RenderedCall, ...]:
        """The calls for this delivery's language, letters and fallbacks, rendered at their first use."""
        row = delivery.row
        key = (row.variant, row.script, delivery.fallbacks, delivery.paid)
        rendered = self._rendered.get(key)
        if rendered is None:
            calls = self._render(*key)
            rendered = tuple(RenderedCall(call.method, call.after_chat(), call.weight) for call in calls)
            self._rendered[key] = rendered
        return rendered

    def _render(
        self, variant: str, script: str, fallbacks: frozenset[Fallback], paid: bool
    ) -> tuple[Call, ...]:
        translator = Translator.of(self.catalogs, variant, script)
        calls = self._of_kind(translator, Fallback.NOTE in fallbacks)
        if Fallback.PLAIN in fallbacks:
            calls = tuple(rendering.plain(call) for call in calls)
        if Fallback.UNLINKED in fallbacks:
            calls = tuple(rendering.unlinked(call) for call in calls)
        return tuple(rendering.paid(call) for call in calls) if paid else calls

    def _of_kind(self, translator: Translator, note: bool) -> tuple[Call, ...]:
        broadcast = self.broadcast
        text, target = Content.of(broadcast.content)[translator.language], broadcast.target_id or broadcast.id
        if note:
            return rendering.sends(text, target, translator)
        if self.sends:
            return rendering.sends(text, broadcast.id, translator, self.check_in)
        if broadcast.kind == Kind.CORRECT:
            return (rendering.edit(text, target, translator, self.check_in),)
        if broadcast.kind == Kind.RECALL:
            return (Call("deleteMessages", {}),)
        raise ValueError(f"no such kind of broadcast: {broadcast.kind}")  # never a deletion by default


class Listener(Protocol):
    """Hears from ledger and sender what happens to deliveries: the engine."""

    def claimed(self, active: ActiveBroadcast, rows: Sequence[Claimed]) -> None:
        """These may be sent now."""

    def ended(self, active: ActiveBroadcast, decision: Decision) -> None:
        """An attempt has ended, for better or worse."""

    def repaired(self, active: ActiveBroadcast, fallback: Fallback, reason: str) -> None:
        """Telegram refuses a part of it, so all in that language get it without."""

    def flood_wait(self, seconds: float) -> None:
        """Telegram answered 429 to bulk."""

    def token_refused(self, seconds: float) -> None:
        """Telegram does not know the token (any more): bulk waits so long, then tries again."""

    def ledger_refused(self, refused: bool) -> None:
        """Nothing can be written, so nothing must be sent; or it can be again."""
