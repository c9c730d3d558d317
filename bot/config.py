"""Configuration: a TOML file, and over it the environment.

`load(path)` gives a checked `Config` or raises `StartError` with a line for every fault: file or variable, key
and remedy. Key `x` of section `s` is the variable `OTANDAS_S__X`; instead of `x`, file and environment may give
`x_file`, the name of a file whose first line is the value. A `Config` made by hand reads nothing from outside.
"""

import os
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from bot import file_text
from bot.errors import StartError
from storage.database import database

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


class Section(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _address(value: str) -> str:
    try:
        address(value)
    except StartError as error:
        raise ValueError(str(error)) from None
    return value


Listen = Annotated[str, AfterValidator(_address)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Webhook(Section):
    public_url: str = ""
    listen: Listen = "127.0.0.1:8443"
    secret_token: str = Field(default="", pattern=r"^([A-Za-z0-9_-]{16,256})?$", repr=False)


class Telegram(Section):
    token: str = Field(default="", repr=False)
    base_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook: Webhook = Webhook()

    @field_validator("token")
    @classmethod
    def _token(cls, value: str) -> str:
        number, _, secret = value.partition(":")
        if value and not (number.isdigit() and secret):
            raise ValueError("a bot token looks like 123456:ABC…, as BotFather gives it")
        return value

    @field_validator("base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")


class Storage(Section):
    dsn: str = Field(default="sqlite:///otandas.db", repr=False)

    @field_validator("dsn")
    @classmethod
    def _dsn(cls, value: str) -> str:
        database.parsed(value)
        return value


class Delivery(Section):
    messages_per_second: float = Field(default=28, gt=0, le=1000)
    paid_broadcasts: bool = False
    paid_messages_per_second: float = Field(default=1000, gt=0, le=1000)
    approval_above: int = Field(default=1000, ge=0)
    quiet_from: Hour = "21:00"
    quiet_until: Hour = "09:00"
    archive_after_days: int = Field(default=90, ge=2)

    @field_validator("messages_per_second", "paid_messages_per_second", mode="before")
    @classmethod
    def _rate(cls, value: object) -> object:
        if isinstance(value, bool):
            raise ValueError("must be a number, like 28")
        return value


class Staff(Section):
    owners: Annotated[tuple[Annotated[int, Field(gt=0, lt=2**52)], ...], NoDecode] = ()
    inbox_chat: int = Field(default=0, gt=-(2**52), lt=2**52)
    begin_in_trial: bool = False

    @field_validator("owners", mode="before")
    @classmethod
    def _owners(cls, value: object) -> object:
        """One id alone is a list too, and so are ids with commas between them, as an environment has them."""
        if isinstance(value, str):
            ids = value.strip().removeprefix("[").removesuffix("]").split(",")
            return tuple(text for part in ids if (text := part.strip()))
        return (value,) if isinstance(value, int) else value


class Retention(Section):
    """Days for which each kind of personal data is kept; `bot/retention.py` keeps them."""

    questions_days: int = Field(default=365, ge=1)
    events_days: int = Field(default=365, ge=1)
    surveys_days: int = Field(default=365, ge=1)
    check_ins_days: int = Field(default=90, ge=1)
    offers_days: int = Field(default=180, ge=1)
    digests_days: int = Field(default=90, ge=1)
    steps_days: int = Field(default=7, ge=2)
    held_days: int = Field(default=14, ge=1)
    unanswered_days: int = Field(default=180, ge=1)
    remarks_days: int = Field(default=180, ge=1)
    audit_days: int = Field(default=1095, ge=30)


class Questions(Section):
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), min_length=1
    )
    open_from: Hour = "09:00"
    open_until: Hour = "18:00"
    holidays: tuple[date, ...] = ()
    answer_within_days: int = Field(default=2, ge=0, le=30)

    @field_validator("open_until")
    @classmethod
    def _after_opening(cls, value: str, info: ValidationInfo) -> str:
        if value <= info.data.get("open_from", ""):
            raise ValueError("must be later than open_from")
        return value


class Locale(Section):
    default: Literal["kk", "ru", "en"] = "kk"
    timezone: str = "Asia/Almaty"

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("no such time zone; use a name like Asia/Almaty") from None
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Http(Section):
    listen: Listen = "127.0.0.1:9090"


class Config(Section):
    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    delivery: Delivery = Delivery()
    staff: Staff = Staff()
    retention: Retention = Retention()
    questions: Questions = Questions()
    locale: Locale = Locale()
    http: Http = Http()

    @field_validator("telegram")
    @classmethod
    def _reachable(cls, value: Telegram) -> Telegram:
        if value.mode == "webhook" and not (value.webhook.public_url and value.webhook.secret_token):
            raise ValueError('mode "webhook" needs webhook.public_url and webhook.secret_token')
        return value


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


def address(listen: str) -> tuple[str, int]:
    """Host and port of a `listen` value."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise StartError(f"'{listen}' is not an address to listen on; write host:port, like 127.0.0.1:9090")
    return host.strip("[]"), int(port)


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
                values[name.removesuffix("_file")] = file.read_text(encoding="utf-8").splitlines()[0].strip()
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
