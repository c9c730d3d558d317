"""`otandas init`: asks what a first configuration needs and writes it, readable by its owner only.

An answer that is wrong is asked for again; where the input ends, what has a default keeps it. So answers can also be
piped in, a line each.
"""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import tomlkit
import typer
from pydantic import BaseModel, ValidationError

from bot.cli.shared import DEFAULT
from bot.cli.telegram import Answer, UnreachableError, calling
from bot.config import Config, Locale, Staff, Storage, Telegram
from bot.config_file import REMEDIES
from bot.directory import languages, zones
from bot.errors import StartError
from bot.text.languages import LANGUAGES

Value = TypeVar("Value")
WAIT = 60  # seconds for an owner to write to the bot
LOOK = 5  # seconds of one look for what they wrote
NOBODY = "without an owner nobody may send anything; write at least one number, like 123456789"
YES_OR_NO = {
    **dict.fromkeys(("yes", "y", "true", "1", "иә", "да"), True),
    **dict.fromkeys(("no", "n", "false", "0", "жоқ", "нет"), False),
}
GROUP = re.compile("0|-[0-9]+")
QUOTES = ('""', "''", "“”", "«»", "``")
SERVER = "OTANDAS_TELEGRAM__BASE_URL"


def init(
    config: Annotated[Path | None, typer.Option("--config", help="Where to write; ./config.toml.")] = None,
) -> None:
    """Ask what a first configuration needs and write it.

    Example: otandas init
    """
    path = config or DEFAULT
    if path.exists():
        raise StartError(f"{path}: exists already; name another file with --config, or edit this one")
    if not path.absolute().parent.is_dir():
        raise StartError(f"{path}: there is no folder {path.parent}; make it first, or name another file")
    _write(path, _asked())
    named = f" --config {path}" if path != DEFAULT else ""
    typer.echo(f"{path} is written. Next: otandas migrate{named}; otandas check{named}; otandas run{named}")


def _asked() -> Config:
    token = _ask("Token from @BotFather", _token, hidden=sys.stdin.isatty())
    owners = _ask(
        "Telegram numbers of the owners, with commas between them; leave empty to find yours",
        partial(_owners, token),
    )
    staff = _ask(
        "Number of the staff group for members' questions, 0 for the owners' private chats",
        partial(_staff, owners),
        "0",
    )
    locale = Locale(
        default=_ask("Language of members who have told none: kk, ru or en", _language, "kk"),
        timezone=_ask("Time zone staff plan by", _zone, "Asia/Almaty"),
    )
    storage = _ask("Database", lambda text: _made(Storage, dsn=text), "sqlite:///otandas.db")
    trial = _ask(
        "Begin in trial mode, in which broadcasts reach only the team and guests it names until an owner goes live "
        "with /team? yes, or no: they reach everybody they are for",
        _yes,
        "no",
    )
    begun = staff.model_copy(update={"begin_in_trial": trial})
    return Config(telegram=token, staff=begun, locale=locale, storage=storage)


def _ask(
    question: str, read: Callable[[str], Value], default: str | None = None, *, hidden: bool = False
) -> Value:
    """The first answer that `read` takes; StartError where the input ends without one."""
    while True:
        try:
            text = typer.prompt(
                question, default=default or "", show_default=bool(default), hide_input=hidden
            )
        except typer.Abort:
            if sys.stdin.isatty() or default is None:
                raise StartError(f"no answer to “{question}”; nothing was written") from None
            typer.echo(default)
            text = default
        try:
            return read(_unquoted(text.strip()))
        except ValueError as error:
            typer.echo(f"otandas: {error}", err=True)


def _unquoted(text: str) -> str:
    """Without the quotation marks in which it was copied."""
    return text[1:-1].strip() if len(text) > 1 and text[0] + text[-1] in QUOTES else text


def _made(kind: type[BaseModel], **values: object) -> Any:
    """The section with these values; ValueError in the configuration's own words."""
    try:
        return kind(**values)
    except ValidationError as error:
        fault = error.errors()[0]
        raise ValueError(REMEDIES.get(fault["type"], fault["msg"].removeprefix("Value error, "))) from None


def _token(text: str) -> Telegram:
    """Tried, where the server can be reached."""
    if not text:
        raise ValueError("a bot token looks like 123456:ABC…, as BotFather gives it")
    server = os.environ.get(SERVER)
    telegram: Telegram = _made(Telegram, token=text, **({"base_url": server} if server else {}))
    try:
        said = asyncio.run(_tried(telegram))
    except UnreachableError as error:
        typer.echo(f"The token was not tried: {error}. otandas check tries it later.")
        return telegram
    if not said.ok:
        raise ValueError(f"Telegram refuses this token ({said.description}); ask BotFather for the right one")
    typer.echo(f"This is the bot @{said.result.get('username', '')}.")
    return telegram


async def _tried(telegram: Telegram) -> Answer:
    async with calling(telegram) as call:
        return await call("getMe")


def _owners(telegram: Telegram, text: str) -> tuple[int, ...]:
    numbers = [_unquoted(part.strip()) for part in re.split("[,;]", text) if part.strip()]
    if any(not number.isascii() or not number.isdigit() for number in numbers):
        raise ValueError("write Telegram numbers like 123456789, with commas between them; a @name is none")
    owners: tuple[int, ...] = _made(Staff, owners=tuple(dict.fromkeys(map(int, numbers)))).owners
    return owners or (_writer(telegram),)


def _staff(owners: tuple[int, ...], text: str) -> Staff:
    if not GROUP.fullmatch(text):
        told = "a group's number is whole and has a minus, like -1001234567890; a @name or a link is none"
        raise ValueError(f"{told}. 0 for now: the bot tells the number when it is added to the group")
    staff: Staff = _made(Staff, owners=owners, inbox_chat=text)
    return staff


def _writer(telegram: Telegram) -> int:
    """Whoever writes to the bot now, if that is an owner; what they wrote stays for the bot to answer."""
    typer.echo(f"Write anything to the bot in Telegram now. Waiting for {WAIT} seconds.")
    try:
        heard = asyncio.run(_heard(telegram))
    except UnreachableError as error:
        raise ValueError(f"{error}; {NOBODY}") from None
    if heard is None:
        raise ValueError(f"nobody wrote; {NOBODY}")
    number, name = heard
    if not typer.confirm(f"{name} ({number}) wrote. Is this an owner?", default=True):
        raise ValueError(NOBODY)
    return number


async def _heard(telegram: Telegram) -> tuple[int, str] | None:
    """Number and name of the last to have written in a private chat."""
    async with calling(telegram) as call:
        for _ in range(WAIT // LOOK):
            said = await call("getUpdates", timeout=LOOK, allowed_updates=["message"])
            if not said.ok:
                raise ValueError(f"Telegram gives no updates ({said.description}); {NOBODY}")
            messages = [update.get("message") or {} for update in said.result]
            senders = [
                message["from"] for message in messages if message.get("chat", {}).get("type") == "private"
            ]
            if senders:
                return senders[-1]["id"], senders[-1].get("first_name", "")
    return None


def _yes(text: str) -> bool:
    answer = YES_OR_NO.get(text.lower())
    if answer is None:
        raise ValueError("answer yes or no")
    return answer


def _language(text: str) -> Any:
    named = languages.named(text)
    if named is None:
        raise ValueError(f"use one of {', '.join(LANGUAGES)}")
    return named[0]


def _zone(text: str) -> str:
    zone = zones.named(text)
    if zone is None:
        raise ValueError("no such time zone; use a name like Asia/Almaty")
    return zone


def _write(path: Path, config: Config) -> None:
    """Never over a file that is there; it holds secrets."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Every other key with its default: config.example.toml"))
    for name, values in _values(config).items():
        table = tomlkit.table()
        table.update(values)
        document[name] = table
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(tomlkit.dumps(document))


def _values(config: Config) -> dict[str, dict[str, object]]:
    telegram: dict[str, object] = {"token": config.telegram.token}
    if config.telegram.base_url != Telegram().base_url:
        telegram["base_url"] = config.telegram.base_url
    return {
        "telegram": telegram,
        "storage": {"dsn": config.storage.dsn},
        "staff": {
            "owners": list(config.staff.owners),
            "inbox_chat": config.staff.inbox_chat,
            "begin_in_trial": config.staff.begin_in_trial,
        },
        "locale": {"default": config.locale.default, "timezone": config.locale.timezone},
    }
