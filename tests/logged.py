"""What was logged during a test, as it is written on a server."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from bot import logs


class Lines:
    """What was logged since the test began."""

    def __init__(self, stream: StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def last(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.text.splitlines()[-1])
        return line


@pytest.fixture
def lines() -> Iterator[Lines]:
    handlers, stream = list(logging.root.handlers), StringIO()
    logs.setup("INFO", stream)
    yield Lines(stream)
    structlog.reset_defaults()
    logging.basicConfig(handlers=handlers, force=True)
