"""Trouble ordered in advance: which calls shall fail, how, how often and with what share.

`hang` and `cut_before` happen before anything is accepted; `cut_after` accepts the call and then loses
the answer. `migrate` turns the group of the call into a supergroup for good.
"""

import random
from dataclasses import dataclass

from bot.sandbox.refusal import Refusal, flood
from bot.sandbox.shapes import Json

KINDS = ("429", "403", "400", "500", "cut_before", "cut_after", "hang", "migrate")
_WORDS = {
    "403": (403, "Forbidden: bot was blocked by the user"),
    "400": (400, "Bad Request: sandbox fault"),
    "500": (500, "Internal Server Error"),
}


@dataclass(slots=True)
class Fault:
    """`method` and `chat_id` None: any. `times` None: until deleted."""

    kind: str
    method: str | None = None
    chat_id: int | None = None
    share: float = 1.0
    times: int | None = None
    retry_after: int = 1
    description: str = ""

    def fits(self, method: str, chat_id: int | None) -> bool:
        if self.times == 0 or (self.method is not None and self.method != method):
            return False
        return self.chat_id is None or self.chat_id == chat_id

    def refusal(self) -> Refusal:
        """The answer for those kinds that have one."""
        if self.kind == "429":
            return flood(self.retry_after)
        code, words = _WORDS[self.kind]
        return Refusal(code, self.description or words)


class Faults:
    """The orders of one bot, asked once a call; chance comes from a seeded generator."""

    def __init__(self, seed: int = 1) -> None:
        self._orders: list[Fault] = []
        self._chance = random.Random(seed)  # noqa: S311 - trouble must be repeatable, not secret

    def __bool__(self) -> bool:
        return bool(self._orders)

    def order(self, fault: Fault) -> None:
        self._orders.append(fault)

    def clear(self) -> None:
        self._orders.clear()

    def strike(self, method: str, chat_id: int | None, group: bool) -> Fault | None:
        """The fault that hits this call, already counted; `migrate` can hit a group only."""
        for fault in self._orders:
            if not fault.fits(method, chat_id) or (fault.kind == "migrate" and not group):
                continue
            if fault.share < 1 and self._chance.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None


def ordered(body: Json) -> Fault:
    """A fault from the control API's JSON; raises ValueError naming what is wrong."""
    kind = str(body.get("kind", ""))
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    method = body.get("method")
    chat_id, times = body.get("chat_id"), body.get("times")
    return Fault(
        kind=kind,
        method=str(method).lower() if method else None,
        chat_id=None if chat_id is None else int(chat_id),
        share=float(body.get("share", 1.0)),
        times=None if times is None else int(times),
        retry_after=int(body.get("retry_after", 1)),
        description=str(body.get("description", "")),
    )
