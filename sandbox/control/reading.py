"""Values of a control call, each in the kind it must have; anything else is Wrong with the key's name."""

from typing import Any

from sandbox.control.trouble import Wrong
from sandbox.shapes import Json

_NOTHING = (None, "", "null")
_LARGEST = 2**63


def whole(body: Json, name: str, default: int = 0) -> int:
    """A number, also as text; the default when it is left out."""
    value = body.get(name)
    return default if value in _NOTHING else whole_number(value, name)


def optional(body: Json, name: str) -> int | None:
    """A number, or None when it is left out."""
    return None if body.get(name) in _NOTHING else whole(body, name)


def whole_number(value: object, name: str) -> int:
    if isinstance(value, int | str) and not isinstance(value, bool):
        try:
            number = int(value)
        except ValueError:
            number = _LARGEST
        if abs(number) < _LARGEST:
            return number
    raise Wrong(f"{name} must be a number, not {str(value)[:60]!r}")


def listed(body: Json, name: str) -> list[Any]:
    """A list; nothing counts as an empty one."""
    value = body.get(name)
    if value not in _NOTHING and not isinstance(value, list):
        raise Wrong(f"{name} must be a list, not {str(value)[:60]!r}")
    return list(value or [])


def table(body: Json, name: str) -> Json:
    """An object; nothing counts as an empty one."""
    value = body.get(name)
    if value not in _NOTHING and not isinstance(value, dict):
        raise Wrong(f"{name} must be an object, not {str(value)[:60]!r}")
    return dict(value or {})


def words(body: Json, name: str) -> str:
    """A text; a number is said as it is written."""
    value = body.get(name)
    if value is not None and not isinstance(value, str | int | float):
        raise Wrong(f"{name} must be a text, not {str(value)[:60]!r}")
    return "" if value is None else str(value)
