"""What keeps a file that staff send from being read, as sentences of the catalogs with the key each is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic_core import ErrorDetails

from bot.text.translator import N_

LINE = re.compile(r"line (\d+)")
# By pydantic's kinds of errors, whose facts fill the places.
TOLD: dict[str, str] = {
    "missing": N_("it is missing"),
    "extra_forbidden": N_("there is no such key"),
    "string_too_short": N_("it is empty"),
    "string_too_long": N_("{max_length} characters at most"),
    "too_long": N_("{max_length} at most"),
    "greater_than_equal": N_("{ge} or more"),
    "string_type": N_("text in quotation marks is expected"),
    "int_type": N_("a whole number is expected"),
    "list_type": N_("a list is expected, like {example}"),
    "tuple_type": N_("a list is expected, like {example}"),
    "date": N_("a date is expected, like {example}"),
    "enum": N_("use one of: {expected}"),
    "literal_error": N_("use one of: {expected}"),
    "one_of": N_("use one of: {expected}"),
    "country": N_("a country is written with two capital letters, like {example}"),
    "moment": N_("a date, an hour and its distance from UTC are expected, like {example}"),
}
READ = N_("The file could not be read:")
ELSE = N_("something else is expected here")
ENCODING = N_("the file is not in {encoding}; save it again in an editor with this encoding")
BROKEN = N_("line {line} is not written as such a file has it")
CUT = N_("the file ends in the middle")
LIST = '["DE", "KZ"]'
MOMENT = "2026-12-25T18:00:00+05:00"
EXAMPLES = {"country": "DE", "list_type": LIST, "tuple_type": LIST, "moment": MOMENT, "date": MOMENT[:10]}
# How pydantic's kinds of errors begin that are told alike.
ALIKE = {"datetime": "moment", "timezone": "moment", "date_": "date"}


@dataclass(frozen=True, slots=True)
class Fault:
    """`key` is where it is, with dots; empty for the file as a whole."""

    msgid: str
    key: str = ""
    places: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, error: ErrorDetails) -> "Fault":
        given = "missing" if error["input"] is None else error["type"]
        kind = next((told for begin, told in ALIKE.items() if given.startswith(begin)), given)
        facts = {**error.get("ctx", {}), "example": EXAMPLES.get(kind, "")}
        facts["expected"] = str(facts.get("expected", "")).replace(" or ", ", ")
        return cls(TOLD.get(kind, ELSE), ".".join(map(str, error["loc"])), facts)


def of_toml(error: ValueError) -> Fault:
    """Of what TOML's reader refuses, the line."""
    if line := LINE.search(str(error)):
        return Fault(BROKEN, places={"line": line[1]})
    return Fault(CUT if "end of document" in str(error) else ELSE)
