"""What a typed text says of a time, part by part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Final

from bot.broadcasts.typed_time.tokens import Tokens

AGAIN = ("every", "since")  # what may be said twice


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says.

    `hour` is as typed (0 to 24), `vague` if it may be of either half of the day. `weeks` and `months`: 0 this one, 1
    the next; `which` the same of a weekday. `back`: so many days ago; `begin`: of a "year", "month" or "week"; `since`:
    it is a beginning. `elapse` counts from now; `every`: again and again, `weekly` and `monthly` so often; `until`: it
    is an end.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    last: bool | None = None
    months: int | None = None
    weeks: int | None = None
    ahead: int | None = None
    weekdays: tuple[int, ...] | None = None
    which: int | None = None
    hour: int | None = None
    minute: int | None = None
    vague: bool | None = None
    midnight: bool | None = None
    part: str | None = None
    back: int | None = None
    begin: str | None = None
    since: bool | None = None
    elapse: timedelta | None = None
    offset: timedelta | None = None
    place: str | None = None
    every: bool | None = None
    weekly: bool | None = None
    monthly: bool | None = None
    until: bool | None = None

    def joined(self, other: "Facts") -> "Facts | None":
        """Both together; None if they speak of the same thing. Weekdays are a list if it is a schedule's."""
        said = {field.name: getattr(other, field.name) for field in fields(other)}
        said = {name: value for name, value in said.items() if value is not None}
        if self.weekdays is not None and other.weekdays is not None and self.which is None is other.which:
            said["weekdays"] = tuple(dict.fromkeys((*self.weekdays, *said["weekdays"])))
            taken = [
                name for name in said if name not in ("weekdays", *AGAIN) and getattr(self, name) is not None
            ]
            taken += ["weekdays"] if 7 in (len(self.weekdays), len(other.weekdays)) else []
        else:
            taken = [name for name in said if name not in AGAIN and getattr(self, name) is not None]
        return None if taken else replace(self, **said)


NOTHING: Final = Facts()
Said = tuple[Facts, int]  # and the token after the words that say it
Rule = Callable[[Tokens, int], Iterator[Said]]
