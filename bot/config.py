"""The configuration's sections with their defaults, and what is wrong with a value.

`bot/config_file.py` reads them; a `Config` made by hand reads nothing from outside.
"""

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from bot.errors import StartError
from storage.database import database


class Section(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth(cls, value: object, info: ValidationInfo) -> object:
        """`true` is no number 1: as an owner it would be the person of that number."""
        values = value if isinstance(value, list | tuple) else (value,)
        wanted = cls.model_fields[info.field_name or ""].annotation
        if wanted is not bool and any(isinstance(part, bool) for part in values):
            raise ValueError("true and false stand for nothing here; see config.example.toml")
        return value


def _address(value: str) -> str:
    try:
        address(value)
    except StartError as error:
        raise ValueError(str(error)) from None
    return value


Listen = Annotated[str, AfterValidator(_address)]


def _hour(value: str) -> str:
    if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError("must be an hour like 09:00")
    return value


Hour = Annotated[str, AfterValidator(_hour)]


class Webhook(Section):
    public_url: str = ""
    listen: Listen = "127.0.0.1:8443"
    secret_token: str = Field(default="", repr=False)

    @field_validator("secret_token")
    @classmethod
    def _secret(cls, value: str) -> str:
        if value and not re.fullmatch("[A-Za-z0-9_-]{16,256}", value):
            raise ValueError("must be 16 to 256 Latin letters, digits, _ and -")
        return value


class Telegram(Section):
    token: str = Field(default="", repr=False)
    base_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook: Webhook = Webhook()

    @field_validator("token")
    @classmethod
    def _token(cls, value: str) -> str:
        number, _, secret = value.partition(":")
        if value and not (number.isascii() and number.isdigit() and secret):
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


def address(listen: str) -> tuple[str, int]:
    """Host and port of a `listen` value."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise StartError(f"'{listen}' is not an address to listen on; write host:port, like 127.0.0.1:9090")
    return host.strip("[]"), int(port)
