"""Where a configuration's values come from: a TOML file, and over it the environment.

`load(path)` gives a checked `Config` or raises `StartError` with a line for every fault: file or variable, key
and remedy. Key `x` of section `s` is the variable `OTANDAS_S__X`; instead of `x`, file and environment may give
`x_file`, the name of a file whose first line is the value.
"""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, SettingsConfigDict

from bot import file_text
from bot.config import Config
from bot.errors import StartError

PREFIX, DELIMITER = "OTANDAS_", "__"
SECRET = (
    "telegram",
    "storage",
)  # sections whose values are never shown: a secret may stand in the wrong place
HARMLESS = (("telegram", "mode"), ("telegram", "webhook", "listen"))
Key = tuple[str, ...]  # sections and name, as in ("telegram", "webhook", "listen")
UNKNOWN = "unknown key; take it out, or see config.example.toml for the right name"
REMEDIES = {
    "model_type": "must be a table of the file, like [staff]",
    "tuple_type": "must be a list, like [123456789]",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "string_type": "must be text in quotes",
}


class Settings(BaseSettings, Config):
    """A `Config` that pydantic-settings puts together."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter=DELIMITER)


def load(path: Path | None) -> Config:
    """The configuration of this file and the environment (None: of the environment alone)."""
    origin = str(path) if path else "configuration"
    environment, file = _environment(), _read(path) if path else {}
    faults = list(_unknown_variables(environment))
    for values in (environment, file):
        faults += _secret_files(values, origin)
    sources = (InitSettingsSource(Settings, environment), InitSettingsSource(Settings, file))
    try:
        config = Settings(_build_sources=(sources, {}))  # type: ignore[call-arg]  # mypy sees only our keys
    except ValidationError as error:
        faults += [_line(details, origin) for details in error.errors()]
    if faults:
        raise StartError("\n".join(faults))
    return config


def _environment() -> dict[str, Any]:
    """What variables say of keys; one for a whole section is none of ours."""
    source = EnvSettingsSource(Settings)
    source.env_vars = {name: text for name, text in source.env_vars.items() if DELIMITER in name}
    return source()


def _read(path: Path) -> dict[str, Any]:
    """The file's tables. pydantic-settings' own source passes over pipes and stumbles over a byte order mark."""
    try:
        return tomllib.loads(
            file_text.read(path, missing="copy config.example.toml there, or name another with --config")
        )
    except (ValueError, RecursionError) as error:  # numbers too, that are none
        raise StartError(f"{path}: cannot be read as TOML: {error}") from None


def _unknown_variables(environment: dict[str, Any]) -> Iterator[str]:
    """Variables of no section or below a key, over which pydantic-settings passes in silence."""
    for variable in os.environ:
        if variable.startswith(PREFIX) and DELIMITER in variable:
            key = variable.removeprefix(PREFIX).lower().split(DELIMITER)
            value: Any = environment
            for name in key:
                value = value.get(name) if isinstance(value, dict) else None
            if value is None:
                yield f"environment {variable}: {'.'.join(key)}: {UNKNOWN}"


def _secret_files(values: dict[str, Any], origin: str, inside: Key = ()) -> Iterator[str]:
    """Replaces each `x_file` by `x`, the first line of that file. Gives the files that cannot be read."""
    for name, value in list(values.items()):
        key = (*inside, name)
        if isinstance(value, dict):
            yield from _secret_files(value, origin, key)
        elif name.endswith("_file"):
            try:
                file = Path(values.pop(name))
                values[name.removesuffix("_file")] = (
                    file.read_text(encoding="utf-8-sig").splitlines()[0].strip()
                )
            except (OSError, ValueError, IndexError, TypeError) as error:
                # not its name: the secret itself may have been written there
                why = error.strerror if isinstance(error, OSError) else "it is no text, or empty"
                said = f"the file cannot be read ({why}); check its name and rights"
                yield f"{_place(key, origin)}: {'.'.join(key)}: {said}"


def _place(key: Key, origin: str) -> str:
    """The variable that sets this key or one below it, else the file."""
    name = PREFIX + DELIMITER.join(key).upper()
    beginnings = (name + DELIMITER, f"{name}_FILE")
    setting = (given for given in os.environ if given.upper() == name or given.upper().startswith(beginnings))
    return next((f"environment {variable}" for variable in setting), origin)


def _line(error: ErrorDetails, origin: str) -> str:
    names = tuple(part for part in error["loc"] if isinstance(part, str))
    start = f"{_place(names, origin)}: {'.'.join(map(str, error['loc']))}"
    if error["type"] == "extra_forbidden":
        return f"{start}: {UNKNOWN}"
    hidden = (names[0] in SECRET and names not in HARMLESS) or isinstance(error["input"], dict)
    shown = "" if hidden else f" has value {error['input']!r}"
    return f"{start}{shown}: {REMEDIES.get(error['type'], error['msg'].removeprefix('Value error, '))}"
