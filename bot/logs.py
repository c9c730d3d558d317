"""Logs: one line an event on stderr, JSON where it is not a terminal. No token, no text a person wrote.

Libraries that would print request addresses (and with them the token) are kept quiet.
"""

import logging
import re
import sys
from typing import Any

import structlog

TOKEN = re.compile(r"(?<!\d)\d{3,}+:[A-Za-z0-9_-]{10,}")
QUIET = ("httpx", "httpcore", "aiohttp", "apscheduler", "alembic", "uvicorn.access", "asyncio", "telegram")


def setup(level: str = "INFO") -> None:
    """Configures structlog and the standard library's logging alike."""
    people = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_token,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[
        structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shared, renderer]))  # fmt: skip
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def without_token(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Blots out whatever looks like a bot token, wherever it came from."""
    return {
        key: TOKEN.sub("<token>", value) if isinstance(value, str) else value for key, value in event.items()
    }
