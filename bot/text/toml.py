"""TOML from outside. `tomllib` takes the square of a dotted key's length and Python's stack for nested brackets, and
lets out what Python says of a number without end."""

import tomllib
from typing import Any

COSTLIEST = 4_000_000  # squares of the dots of a line, added up; a text full of dots has some thousands


def loads(text: str) -> dict[str, Any]:
    """The tables of this text; TOMLDecodeError also for what would take long or too much memory to read."""
    if sum(line.count(".") ** 2 for line in text.splitlines()) > COSTLIEST:
        raise tomllib.TOMLDecodeError("a key has thousands of parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("brackets are nested too deeply") from None
    except ValueError as error:
        raise tomllib.TOMLDecodeError(str(error)) from None
