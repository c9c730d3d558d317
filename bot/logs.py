"""Logs: one line an event on stderr, JSON where it is not a terminal. No token, nothing a person wrote, no name.

Of an error its kind and where it happened are written down, never its words or the values it held: they may quote a
member. Of a library's line only the words of the library are written. While an update is handled, its person's names
and words are blotted out of any line (`private`), and tokens and passwords out of the rendered line.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TextIO

import structlog

TOKEN = re.compile(r"(?<!\d)\d{3,}+:[A-Za-z0-9_-]{10,}")
PASSWORD = re.compile(r"(?<=://)[^\s:/@]{1,100}:[^\s/@]{1,200}(?=@)")
QUIET = ("httpx", "httpcore", "aiohttp", "apscheduler", "alembic", "uvicorn.access", "asyncio", "telegram")
SHORTEST = 3  # letters of a name that is blotted out; shorter ones are parts of too many words
LONGEST = 300  # characters of a value
FRAMES = 12  # of a trace, the innermost ones
DEEPEST = 4  # containers within each other
OURS = ("level", "timestamp", "logger")
PLAIN = (bool, int, float, type(None))

_private: ContextVar[Callable[[], Iterable[str]]] = ContextVar("private", default=tuple)


@contextmanager
def private(words: Callable[[], Iterable[str]]) -> Iterator[None]:
    """Blots these out of every line until the block ends; they are asked for only when there is a line."""
    token = _private.set(words)
    try:
        yield
    finally:
        _private.reset(token)


def setup(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Configures structlog and the standard library's logging alike."""
    stream = stream or sys.stderr
    rendered: list[Any] = [structlog.dev.ConsoleRenderer() if stream.isatty() else _json, without_secrets]
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_errors,
        without_values,
    ]
    structlog.configure(
        processors=[*shared, *rendered],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    foreign: list[Any] = [
        without_arguments,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        *shared,
        *rendered,
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=foreign))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in (
        "uvicorn",
        "uvicorn.error",
    ):  # another server in this process may have given them a way of their own
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def describe(error: BaseException) -> str:
    """Kind and place of an error, without its text, which may quote a member."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def without_arguments(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Of a library's line: who says it, and the first line of its template as it is written in the library; of an
    error or another value in place of words only its kind."""
    record: logging.LogRecord = event["_record"]
    said = record.msg.splitlines() if isinstance(record.msg, str) else [f"<{type(record.msg).__name__}>"]
    return event | {"event": said[0] if said else "", "logger": record.name}


def without_errors(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """An error becomes its kind, and where it and what caused it happened."""
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = (
        given
        if isinstance(given, BaseException)
        else (given or (None,))[1]
        if isinstance(given, tuple)
        else None
    )
    if given and error is None:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event = {"error": describe(error), **event, "trace": list(_trace(error))}
    return event


def _trace(error: object) -> Iterator[str]:
    """The innermost calls of the error and of its causes, without a line of code or a value."""
    seen = set[int]()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        yield type(error).__name__
        for frame, line in list(traceback.walk_tb(error.__traceback__))[-FRAMES:]:
            yield f"  {frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        error = error.__cause__ or error.__context__


def without_values(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """What is private is blotted out of every value, however deep; of objects only their kind is left."""
    words = sorted({word for word in _private.get()() if len(word) >= SHORTEST}, key=len, reverse=True)
    return {key: value if key in OURS else _blotted(value, words) for key, value in event.items()}


def _blotted(value: Any, words: list[str], depth: int = 0) -> Any:
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, "<private>")
        return value if len(value) <= LONGEST else value[:LONGEST] + "…"
    if depth < DEEPEST and isinstance(value, Mapping):
        return {_blotted(str(key), words): _blotted(inner, words, depth + 1) for key, inner in value.items()}
    if depth < DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
        return [_blotted(inner, words, depth + 1) for inner in value]
    return f"<{type(value).__name__}>"


def _json(_logger: Any, _method: str, event: dict[str, Any]) -> str:
    return str(structlog.processors.JSONRenderer(ensure_ascii=False)(_logger, _method, event))


def without_secrets(_logger: Any, _method: str, line: str) -> str:
    """Whatever looks like a bot token or a password of an address, wherever it came from."""
    return PASSWORD.sub("<password>", TOKEN.sub("<token>", line))
