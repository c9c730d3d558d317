"""A broadcast being sent by this process: what it still holds, where its claims stand, its rendered calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.broadcasts.content import Content
from bot.delivery import rendering
from bot.delivery.canary import Canary
from bot.delivery.pace import Lane
from bot.delivery.verdict import Twist
from bot.text.catalogs import Catalogs
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries.claims import AT_ONCE_FROM, LATER_FROM, Claimed, Cursor

Ready = tuple[str, bytes, int]  # method, JSON after the chat, weight
NO_TWIST: frozenset[Twist] = frozenset()


@dataclass(slots=True)
class Parcel:
    """A claimed delivery on its way. `step` counts calls done; `album_ids` are messages it has already."""

    row: Claimed
    stream: "Stream"
    chat_id: int
    step: int = 0
    album_ids: str | None = None
    twisted: frozenset[Twist] = NO_TWIST
    paid: bool = False


@dataclass(slots=True)
class Stream:
    """`stock`: claimed and not yet let go; `flying`: let go and not yet ended. Times monotonic seconds."""

    broadcast: Broadcast
    catalogs: Catalogs
    canary: Canary
    paid: bool = False
    stock: int = 0
    flying: int = 0
    at_once: Cursor = AT_ONCE_FROM
    later: Cursor = LATER_FROM
    look_at: float = 0.0
    look_later_at: float = 0.0
    closing: bool = False
    _ready: dict[tuple[str, frozenset[Twist], bool], tuple[Ready, ...]] = field(default_factory=dict)

    @property
    def lane(self) -> Lane:
        if self.broadcast.kind != "send":
            return Lane.BACKGROUND
        return Lane.URGENT if self.broadcast.urgent else Lane.BROADCAST

    @property
    def topics(self) -> Sequence[str] | None:
        """What a member must still want to get this; None for jobs, which follow what was sent."""
        return self.broadcast.audience.get("topics") or () if self.broadcast.kind == "send" else None

    @property
    def idle(self) -> bool:
        return not self.stock and not self.flying

    def renew(self, broadcast: Broadcast) -> None:
        """The row as it stands now; a corrected text is rendered anew."""
        if broadcast.content != self.broadcast.content:
            self._ready.clear()
        self.broadcast = broadcast

    def calls(self, parcel: Parcel) -> tuple[Ready, ...]:
        """The calls of this parcel's language and twist, rendered at their first use."""
        key = (parcel.row.variant, parcel.twisted, parcel.paid)
        found = self._ready.get(key)
        if found is None:
            found = self._ready[key] = tuple(
                (one.method, one.tail(), one.weight) for one in self._render(*key)
            )
        return found

    def _render(self, variant: str, twisted: frozenset[Twist], paid: bool) -> tuple[rendering.Call, ...]:
        calls = self._meant(variant, twisted)
        if Twist.PLAIN in twisted:
            calls = tuple(rendering.plain(one) for one in calls)
        return tuple(rendering.paid(one) for one in calls) if paid else calls

    def _meant(self, variant: str, twisted: frozenset[Twist]) -> tuple[rendering.Call, ...]:
        one, words = self.broadcast, self.catalogs.words(variant)
        text = Content.of(one.content)[variant]
        if one.kind == "send":
            return rendering.sends(text, one.id, words)
        about = one.target_id or one.id
        if one.kind == "correct":
            return (rendering.edit(text, about, words),)
        return (
            rendering.sends(text, about, words)
            if Twist.NOTE in twisted
            else (rendering.Call("deleteMessages", {}),)
        )
