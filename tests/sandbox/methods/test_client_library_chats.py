"""python-telegram-bot itself as the client: menus, chats, forums, errors, over real HTTP."""

from datetime import timedelta

import pytest
import telegram
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    MenuButtonCommands,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from sandbox import Person, Sandbox
from sandbox.world.faults import Fault, FaultKind
from tests.sandbox.conftest import CHAT
from tests.sandbox.methods.conftest import FORUM


async def test_command_menus_go_by_scope_and_language(ptb: telegram.Bot, reader: Person) -> None:
    await ptb.set_my_commands([BotCommand("help", "Help")])
    await ptb.set_my_commands([BotCommand("help", "Көмек")], language_code="kk")
    assert await reader.menu() == {"help": "Көмек"}
    scope = BotCommandScopeChat(CHAT)
    await ptb.set_my_commands([BotCommand("inbox", "Сұрақтар")], scope=scope, language_code="kk")
    assert await reader.menu() == {"inbox": "Сұрақтар"}
    assert await ptb.get_my_commands(scope, "kk") == (BotCommand("inbox", "Сұрақтар"),)
    await ptb.delete_my_commands(scope, "kk")
    assert await reader.menu() == {"help": "Көмек"}
    await ptb.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert isinstance(await ptb.get_chat_menu_button(), MenuButtonCommands)


async def test_chats_are_described_as_the_library_wants_them(ptb: telegram.Bot, reader: Person) -> None:
    await reader.founds_group(FORUM, "Берлин", forum=True)
    group = await ptb.get_chat(FORUM)
    assert (group.type, group.title, group.is_forum) == ("supergroup", "Берлин", True)
    assert (await ptb.get_chat_member(FORUM, CHAT)).status == "creator"
    assert (await ptb.get_chat_member(FORUM, 4242)).status == "administrator"
    assert {admin.user.id for admin in await ptb.get_chat_administrators(FORUM)} == {CHAT, 4242}
    assert await ptb.get_chat_member_count(FORUM) == 2
    added = [update.my_chat_member for update in await ptb.get_updates(timeout=1) if update.my_chat_member]
    assert added[0].new_chat_member.status == "administrator"
    assert await ptb.leave_chat(FORUM)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await ptb.send_message(FORUM, "a")


async def test_forum_topics_are_opened_used_and_closed(ptb: telegram.Bot, reader: Person) -> None:
    await reader.founds_group(FORUM, "Қор", forum=True)
    topic = await ptb.create_forum_topic(FORUM, "Сұрақтар")
    sent = await ptb.send_message(FORUM, "a", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message and sent.message_thread_id == topic.message_thread_id
    await ptb.edit_forum_topic(FORUM, topic.message_thread_id, name="Жауаптар")
    await ptb.close_forum_topic(FORUM, topic.message_thread_id)
    await ptb.reopen_forum_topic(FORUM, topic.message_thread_id)
    await ptb.delete_forum_topic(FORUM, topic.message_thread_id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await ptb.send_message(FORUM, "a", message_thread_id=topic.message_thread_id)


async def test_errors_become_the_librarys_own(
    ptb: telegram.Bot, running: Sandbox, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    account = running.world.account(4242)
    account.limits.change({"per_chat": 0.01})
    await ptb.send_message(CHAT, "a")
    with pytest.raises(RetryAfter) as wait:
        await ptb.send_message(CHAT, "a")
    assert timedelta(seconds=60) < wait.value.retry_after <= timedelta(seconds=100)
    account.limits.change({"per_chat": 0})
    await reader.founds_group(-777, "Ескі топ")
    account.faults.add(Fault(FaultKind.MIGRATE, chat_id=-777, times=1))
    with pytest.raises(ChatMigrated) as moved:
        await ptb.send_message(-777, "a")
    assert (await ptb.send_message(moved.value.new_chat_id, "a")).chat.type == "supergroup"
    with pytest.raises(InvalidToken):
        async with telegram.Bot("4242:wrong", base_url=f"{running.base_url}/bot"):
            pass
