"""Trouble ordered in advance: which calls shall fail, how, how often and with what share."""

import math
import random
from dataclasses import dataclass
from enum import StrEnum

from sandbox.errors import ApiError, ControlError, too_many_requests
from sandbox.params import Json

_NAMES = ("kind", "method", "chat_id", "share", "times", "retry_after", "description")


class FaultKind(StrEnum):
    """What goes wrong with a call."""

    FLOOD = "429"
    """Refused with retry_after."""
    FORBIDDEN = "403"
    """Refused: the bot was blocked."""
    BAD_REQUEST = "400"
    """Refused, with the description that was ordered."""
    SERVER_ERROR = "500"
    """Telegram itself failed."""
    CUT_BEFORE = "cut_before"
    """The connection ends before anything is accepted."""
    CUT_AFTER = "cut_after"
    """The call is accepted, its answer lost."""
    HANG = "hang"
    """Nothing is accepted and no answer ever comes."""
    MIGRATE = "migrate"
    """The group of the call is a supergroup from now on, for good."""


_REFUSALS = {
    FaultKind.FORBIDDEN: "Forbidden: bot was blocked by the user",
    FaultKind.BAD_REQUEST: "Bad Request: sandbox fault",
    FaultKind.SERVER_ERROR: "Internal Server Error",
}


@dataclass(slots=True)
class Fault:
    """`method` and `chat_id` None: any. `times` None: until deleted."""

    kind: FaultKind
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

    def error(self) -> ApiError:
        """The answer of those kinds that have one."""
        if self.kind is FaultKind.FLOOD:
            return too_many_requests(self.retry_after)
        return ApiError(int(self.kind), self.description or _REFUSALS[self.kind])


class Faults:
    """The faults ordered for one bot, asked once a call; chance comes from a seeded generator."""

    def __init__(self, seed: int = 1) -> None:
        self._ordered: list[Fault] = []
        self._chance = random.Random(seed)  # noqa: S311 - trouble must be repeatable, not secret

    def __bool__(self) -> bool:
        return bool(self._ordered)

    def add(self, fault: Fault) -> None:
        self._ordered.append(fault)

    def clear(self) -> None:
        self._ordered.clear()

    def next_for(self, method: str, chat_id: int | None, group: bool) -> Fault | None:
        """The fault that this call gets, already counted; `migrate` is for groups only."""
        for fault in self._ordered:
            if not fault.fits(method, chat_id) or (fault.kind is FaultKind.MIGRATE and not group):
                continue
            if fault.share < 1 and self._chance.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None


def fault_from(body: Json) -> Fault:
    """A fault from the control API's JSON; raises ControlError naming what is wrong."""
    kind = str(body.get("kind", ""))
    if kind not in list(FaultKind):
        raise ControlError(f"kind must be one of {', '.join(FaultKind)}, not {kind!r}")
    unknown = [name for name in body if name not in _NAMES]
    if unknown:
        raise ControlError(f"unknown {unknown[0]!r}; known are {', '.join(_NAMES)}")
    given = {name: value for name, value in body.items() if value is not None}
    share = _number(given, "share", 1.0)
    if share > 1:
        raise ControlError(f"share must lie between 0 and 1, not {share:g}")
    return Fault(
        kind=FaultKind(kind),
        method=str(given["method"]).lower() if given.get("method") else None,
        chat_id=int(_number(given, "chat_id", 0, least=-math.inf)) or None,
        share=share,
        times=int(_number(given, "times", 0)) if "times" in given else None,
        retry_after=int(_number(given, "retry_after", 1)),
        description=str(given.get("description", "")),
    )


def _number(given: Json, name: str, default: float, least: float = 0) -> float:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
        raise ControlError(f"{name} must be a number{', zero or more' if least == 0 else ''}, not {value!r}")
    return value
