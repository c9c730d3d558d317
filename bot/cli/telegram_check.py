"""What Telegram says of the token, the bot's settings, the owners, the staff group and the stored files."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

from bot.broadcasts.files import file_ids
from bot.cli.machine import clock_fault
from bot.cli.telegram import Answer, Caller, UnreachableError, calling
from bot.config import Config
from storage.broadcasts.broadcasts import Broadcast

ABSENT = ("left", "kicked")
FILES = 3  # stored files that are asked about
LARGE = "file is too big"  # to be downloaded by a bot; it may send it nonetheless


async def faults(
    config: Config, owners: Collection[int], kept: Sequence[Broadcast], now: datetime
) -> AsyncIterator[str]:
    """Each with its remedy. `owners` are those of configuration and team, `kept` broadcasts that will be sent yet."""
    if not config.telegram.token:
        yield "telegram.token: empty; put the token from BotFather there, or in OTANDAS_TELEGRAM__TOKEN"
        return
    try:
        async with calling(config.telegram) as call:
            async for line in _asked(call, config, owners, kept, now):
                yield line
    except UnreachableError as error:
        yield f"telegram.base_url: {error}"


async def _asked(
    call: Caller, config: Config, owners: Collection[int], kept: Sequence[Broadcast], now: datetime
) -> AsyncIterator[str]:
    me = await call("getMe")
    if not me.ok:
        yield f"telegram.token: refused: {me.description}; ask BotFather for the right one"
        return
    if off := clock_fault(now, me.date):
        yield off
    for line in _settings(me):
        yield line
    name = me.result.get("username", "")
    said = [_owner(owner, name, await call("getChat", chat_id=owner)) for owner in sorted(owners)]
    said.append(await _inbox(call, config.staff.inbox_chat, me.result["id"]))
    said.append(await _files(call, kept))
    for fault in filter(None, said):
        yield fault


def _settings(me: Answer) -> list[str]:
    lines = []
    if me.result.get("can_read_all_group_messages"):
        lines.append(
            "telegram: the bot reads everything that is said in its groups; in BotFather: /setprivacy, Enable"
        )
    if not me.result.get("supports_inline_queries", True):
        lines.append("telegram: the bot does not answer in other chats by its name; in BotFather: /setinline")
    if not me.result.get("can_join_groups", True):
        lines.append("telegram: the bot cannot be added to groups; in BotFather: /setjoingroups, Enable")
    return lines


def _owner(owner: int, bot: str, chat: Answer) -> str | None:
    if chat.ok and chat.result.get("type") == "private":
        return None
    if chat.ok:
        return f"staff.owners: {owner} is a group; write the number of a person's account"
    told = f"staff.owners: {owner} has not started the bot, so nothing reaches them ({chat.description})"
    return f"{told}; open https://t.me/{bot} from that account and press Start"


async def _inbox(call: Caller, chat_id: int, bot_id: int) -> str | None:
    """The staff group, and whether the bot may write there."""
    if not chat_id:
        return None
    chat = await call("getChat", chat_id=chat_id)
    if moved := chat.parameters.get("migrate_to_chat_id"):
        return f"staff.inbox_chat: the group {chat_id} has become {moved}; write that number"
    if not chat.ok:
        told = f"staff.inbox_chat: {chat_id} is no group the bot is in ({chat.description})"
        minus = f" (a group's has a minus: -{chat_id})" if chat_id > 0 else ""
        return f"{told}; add the bot to the group, or correct the number{minus}"
    kind = chat.result.get("type")
    if kind not in ("group", "supergroup"):
        return f"staff.inbox_chat: {chat_id} is a {kind} chat; it must be a group, or 0 for the owners' private chats"
    member = await call("getChatMember", chat_id=chat_id, user_id=bot_id)
    status = member.result.get("status") if member.ok else "left"
    if status in ABSENT:
        return f"staff.inbox_chat: the bot is not in the group {chat_id} any more; add it again"
    if not _may_write(status, member.result, chat.result.get("permissions") or {}):
        return f"staff.inbox_chat: the bot may not write in the group {chat_id}; allow it, or make it an administrator"
    if chat.result.get("is_forum") and not member.result.get("can_manage_topics"):
        told = f"staff.inbox_chat: the bot may not make topics in the group {chat_id}, so that questions have none"
        return f"{told}; make it an administrator that may manage topics"
    return None


def _may_write(status: str, member: dict[str, object], permissions: dict[str, object]) -> bool:
    if status in ("creator", "administrator"):
        return True
    if status == "restricted":
        return bool(member.get("is_member", True) and member.get("can_send_messages", False))
    return bool(permissions.get("can_send_messages", True))


async def _files(call: Caller, kept: Sequence[Broadcast]) -> str | None:
    """A file of another bot is refused."""
    for broadcast in [broadcast for broadcast in kept if file_ids(broadcast)][:FILES]:
        answer = await call("getFile", file_id=file_ids(broadcast)[0])
        if not answer.ok and LARGE not in answer.description:
            told = f"telegram.token: the files of broadcast {broadcast.id} are not this bot's ({answer.description})"
            return f"{told}; upload them again in the composer"
    return None
