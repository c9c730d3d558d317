"""Every object that may come in an update, built from PTB's classes by what their constructors ask for."""

import datetime as dt
import inspect
import re
import types
import typing
import warnings
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin

import telegram
from hypothesis import reject
from hypothesis import strategies as st
from telegram import TelegramObject, Update

from tests.fuzz.texts import SHORT

KINDS = tuple(
    name
    for name in inspect.signature(Update.__init__).parameters
    if name not in ("self", "update_id", "api_kwargs")
)
NUMBERS = st.sampled_from([0, 1, 2, 777, 778, 779, -100500, 2**31, -(2**40)]) | st.integers(-(2**52), 2**52)
DATES = st.datetimes(dt.datetime(2013, 1, 1), dt.datetime(2037, 1, 1), timezones=st.just(dt.UTC))
DEEPEST = 4
ASKED = re.compile(r"`(\w+)` is (?:a )?required")
WORDS = {
    "type": ("private", "group", "supergroup", "channel", "bot_command", "text_link", "mention", "quiz", "regular"),
    "status": ("left", "member", "kicked", "restricted", "administrator", "creator"),
}  # fmt: skip


@st.composite
def built(draw: st.DrawFn, cls: type[TelegramObject], depth: int = 0) -> TelegramObject:
    """One with all that it must have and a few of the things it may have."""
    made = draw(st.sampled_from(concrete(cls)))
    needed, optional = parameters(made)
    most = 5 if depth == 0 else 2 if depth < DEEPEST else 0
    some = draw(st.sets(st.sampled_from(sorted(optional)), max_size=most)) if optional and most else set()
    given = {name: draw(value(name, hint, depth)) for name, hint in needed.items()}
    given |= {name: draw(value(name, optional[name], depth)) for name in sorted(some)}
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what Telegram will send no longer
                return made(**given)
        except TypeError as error:  # what newer versions of the Bot API ask for, PTB's signatures cannot say
            if not (asked := ASKED.match(str(error))):
                raise
            given[asked[1]] = draw(value(asked[1], optional[asked[1]], depth))
        except OverflowError:  # a number that is a time, and longer than any
            reject()


@cache
def concrete(cls: type[TelegramObject]) -> tuple[type[TelegramObject], ...]:
    """The kinds of it there are, where it is only a name for several."""
    kinds = tuple(kind for kind in cls.__subclasses__() if getattr(telegram, kind.__name__, None) is kind)
    return kinds or (cls,)


@cache
def parameters(cls: type[TelegramObject]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What the constructor needs and what it may be given, with their types."""
    names = {**vars(typing), **vars(telegram), "dtm": dt, "Sequence": Sequence} | vars(inspect.getmodule(cls))  # type: ignore[arg-type]
    hints = typing.get_type_hints(cls.__init__, globalns=names)
    signature = inspect.signature(cls.__init__).parameters
    asked = {name: hints[name] for name in signature if name in hints and name != "api_kwargs"}
    needed = {name for name in asked if signature[name].default is inspect.Parameter.empty}
    return (
        {name: hint for name, hint in asked.items() if name in needed},
        {name: hint for name, hint in asked.items() if name not in needed},
    )


def value(name: str, hint: Any, depth: int) -> st.SearchStrategy[Any]:
    """Something of this type; a name tells more where the type is only text."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in inner if kind is not type(None)]
        return st.one_of([value(name, kind, depth) for kind in kinds])
    if origin is not None and issubclass(origin, Mapping):
        return st.just({})
    if origin is not None and issubclass(origin, Sequence):
        return st.lists(value(name, inner[0], depth), min_size=1, max_size=2)  # PTB leaves out empty ones
    if origin is not None:  # what PTB takes where a bot says nothing
        return st.none()
    if hint is str:
        return st.sampled_from(WORDS[name]) | SHORT if name in WORDS else SHORT
    if inspect.isclass(hint) and issubclass(hint, TelegramObject):
        return st.deferred(lambda: built(hint, depth + 1))
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return PLAIN[hint]


PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: NUMBERS,
    float: st.floats(-180, 180),
    dt.datetime: DATES,
    dt.timedelta: st.timedeltas(dt.timedelta(0), dt.timedelta(days=400)).map(
        lambda time: dt.timedelta(seconds=int(time.total_seconds()))
    ),
    object: SHORT,  # a button's data
}  # fmt: skip


@cache
def contents(kind: str) -> type[TelegramObject]:
    """The class of what an update of this kind holds."""
    hint = parameters(Update)[1][kind]
    return next(each for each in get_args(hint) if each is not type(None))
