"""Configuration: a TOML file, over it the environment (`OTANDAS_SECTION__KEY`), secrets also from files.

`load(path)` gives a checked `Config` or raises `StartError` naming file or variable, key and remedy. Any
key `x` may be given as `x_file`: the name of a file whose first line is the value.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bot.errors import StartError
from storage.database.database import check_dsn, sqlite_file

PREFIX = "OTANDAS_"
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


class Webhook(Section):
    public_url: str = ""
    listen: str = "127.0.0.1:8443"
    secret_token: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,256}$", repr=False)

    _listen = field_validator("listen")(_address)


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
        check_dsn(value)
        if value.startswith("sqlite") and sqlite_file(value) is None:
            raise ValueError("names no file; write it like sqlite:///otandas.db")
        return value


class Delivery(Section):
    messages_per_second: float = Field(default=28, gt=0, le=1000)
    paid_broadcasts: bool = False
    paid_messages_per_second: float = Field(default=1000, gt=0, le=1000)
    approval_above: int = Field(default=1000, ge=0)
    quiet_from: str = Field(default="21:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    quiet_until: str = Field(default="09:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    archive_after_days: int = Field(default=90, ge=2)

    @field_validator("messages_per_second", "paid_messages_per_second", mode="before")
    @classmethod
    def _rate(cls, value: object) -> object:
        if isinstance(value, bool):
            raise ValueError("must be a number, like 28")
        return value


class Staff(Section):
    owners: tuple[Annotated[int, Field(gt=0, lt=2**52)], ...] = ()
    inbox_chat: int = Field(default=0, gt=-(2**52), lt=2**52)

    @field_validator("owners", mode="before")
    @classmethod
    def _owners(cls, value: object) -> object:
        """One id alone, and ids with commas between them as an environment has them, are a list too."""
        if isinstance(value, str):
            return tuple(one.strip() for one in value.split(",") if one.strip())
        return (value,) if isinstance(value, int) else value


class Locale(Section):
    default: Literal["kk", "ru", "en"] = "kk"
    timezone: str = "Asia/Almaty"

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("no such time zone; use a name like Asia/Almaty")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Http(Section):
    listen: str = "127.0.0.1:9090"

    _listen = field_validator("listen")(_address)


class Config(Section):
    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    delivery: Delivery = Delivery()
    staff: Staff = Staff()
    locale: Locale = Locale()
    http: Http = Http()

    @field_validator("telegram")
    @classmethod
    def _reachable(cls, value: Telegram) -> Telegram:
        if value.mode == "webhook" and not (value.webhook.public_url and value.webhook.secret_token):
            raise ValueError('mode "webhook" needs webhook.public_url and webhook.secret_token')
        return value


def load(path: Path | None, environ: dict[str, str] | None = None) -> Config:
    """The configuration of this file (None: only defaults and environment)."""
    env = dict(os.environ if environ is None else environ)
    values, origin = (_read(path), str(path)) if path else ({}, "configuration")
    _overlay(values, env)
    _read_secret_files(values, origin, Config)
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise StartError("\n".join(_line(origin, one, env) for one in error.errors())) from None


def address(listen: str) -> tuple[str, int]:
    """Host and port of a `listen` value."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise StartError(f"'{listen}' is not an address to listen on; write host:port, like 127.0.0.1:9090")
    return host.strip("[]"), int(port)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise StartError(
            f"{path}: no such file; copy config.example.toml there, or name another with --config"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartError(f"{path}: cannot be read as TOML: {error}") from None


def _overlay(values: dict[str, Any], env: dict[str, str]) -> None:
    """OTANDAS_STAFF__OWNERS='[1, 2]' goes over [staff] owners; a value is read as TOML where it can be."""
    for name, text in env.items():
        if name.startswith(PREFIX) and "__" in name:
            *sections, key = name.removeprefix(PREFIX).lower().split("__")
            table = values
            for section in sections:
                table = table.setdefault(section, {})
                if not isinstance(table, dict):
                    raise StartError(f"environment {name}: {section} is no section; see config.example.toml")
            table[key] = _typed(text, key)


def _typed(text: str, key: str) -> Any:
    if key.removesuffix("_file") in ("token", "secret_token", "dsn"):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _read_secret_files(values: dict[str, Any], origin: str, model: type[Section], place: str = "") -> None:
    for key in [one for one in values if one.endswith("_file") and one not in model.model_fields]:
        try:
            values[key.removesuffix("_file")] = (
                Path(values.pop(key)).read_text(encoding="utf-8").splitlines()[0].strip()
            )
        except (OSError, IndexError, TypeError) as error:
            raise StartError(
                f"{origin}: {place}{key}: the file cannot be read ({error}); check its name and rights"
            ) from None
    for key, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(values.get(key), dict) and isinstance(inner, type) and issubclass(inner, Section):
            _read_secret_files(values[key], origin, inner, f"{place}{key}.")


def _line(origin: str, error: ErrorDetails, env: dict[str, str]) -> str:
    key = ".".join(str(one) for one in error["loc"])
    variable = PREFIX + "__".join(one for one in error["loc"] if isinstance(one, str)).upper()
    guilty = [name for name in env if name.upper() == variable or name.startswith(f"{variable}__")]
    place = f"environment {guilty[0]}" if guilty else origin
    if error["type"] == "extra_forbidden":
        return f"{place}: {key}: unknown key; take it out, or see config.example.toml for the right name"
    shown = (
        ""
        if key.endswith(("token", "dsn")) or isinstance(error["input"], dict)
        else f" has value {error['input']!r}"
    )
    said = REMEDIES.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{place}: {key}{shown}: {said}"
