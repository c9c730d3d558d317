"""python-telegram-bot itself as the client: every method the bot uses, over real HTTP, parsed by its own classes."""

import asyncio

import pytest
import telegram
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaDocument,
    InputMediaPhoto,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from sandbox import Person
from tests.sandbox.conftest import CHAT, PNG


def keyboard(text: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton(text, callback_data=text))


async def test_it_knows_itself(ptb: telegram.Bot) -> None:
    me = await ptb.get_me()
    assert (me.id, me.is_bot, me.username) == (4242, True, "sandbox_4242_bot")
    await ptb.set_my_name("Отандас")
    await ptb.set_my_description("Шетелдегі қазақтарға", language_code="kk")
    await ptb.set_my_short_description("Қысқаша")
    assert (await ptb.get_my_name()).name == "Отандас"
    assert (await ptb.get_my_description("kk")).description == "Шетелдегі қазақтарға"
    assert (await ptb.get_my_description("ru")).description == ""
    assert (await ptb.get_my_short_description()).short_description == "Қысқаша"


async def test_a_message_goes_and_comes_with_everything(ptb: telegram.Bot, reader: Person) -> None:
    buttons = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Иә", callback_data="y", style="success"),
                InlineKeyboardButton("Сайт", "https://gov.kz"),
            ]
        ]
    )
    said = await reader.says("/start faq_apply")
    sent = await ptb.send_message(
        CHAT,
        "<b>Сәлем</b>, 👋 <i>Айгерім</i>",
        parse_mode=ParseMode.HTML,
        reply_markup=buttons,
        reply_parameters=ReplyParameters(said["message_id"]),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        protect_content=True,
        allow_paid_broadcast=True,
    )
    assert sent.text_html == "<b>Сәлем</b>, 👋 <i>Айгерім</i>"
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "/start faq_apply"
    assert sent.reply_markup == InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Иә", callback_data="y", style="success"),
                InlineKeyboardButton("Сайт", "https://gov.kz/"),
            ]
        ]
    )
    assert sent.has_protected_content and sent.chat.full_name == "Айгерім Қасым"
    seen = await reader.sees("Айгерім")
    assert seen["html"] == "<b>Сәлем</b>, 👋 <i>Айгерім</i>"


async def test_updates_arrive_as_the_library_reads_them(ptb: telegram.Bot, reader: Person) -> None:
    await reader.says("/start faq_apply")
    await reader.blocks()
    await reader.unblocks()
    message, blocked, unblocked = await ptb.get_updates(timeout=2)
    assert message.message is not None and message.message.text == "/start faq_apply"
    assert message.effective_user is not None and message.effective_user.language_code == "kk"
    assert message.message.entities[0].type == "bot_command"
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.new_chat_member.status == "member"


async def test_edits_pins_reactions_and_deletions(ptb: telegram.Bot, reader: Person) -> None:
    sent = await ptb.send_message(CHAT, "бір", reply_markup=keyboard("a"))
    edited = await ptb.edit_message_text("екі", CHAT, sent.id)
    assert isinstance(edited, telegram.Message) and edited.text == "екі" and edited.reply_markup is None
    await ptb.edit_message_reply_markup(CHAT, sent.id, reply_markup=keyboard("b"))
    await ptb.pin_chat_message(CHAT, sent.id)
    await ptb.set_message_reaction(CHAT, sent.id, "👍")
    chat = await ptb.get_chat(CHAT)
    assert chat.pinned_message is not None and chat.pinned_message.id == sent.id
    shown = (await reader.chat())[-1]
    assert shown["pinned"] and shown["reactions"] == [{"from": "bot", "emoji": "👍"}]
    await ptb.unpin_chat_message(CHAT, sent.id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await ptb.edit_message_text("екі", CHAT, sent.id, reply_markup=keyboard("b"))
    assert await ptb.delete_message(CHAT, sent.id)
    assert await reader.chat() == []


async def test_files_are_stored_reused_and_downloaded(ptb: telegram.Bot, reader: Person) -> None:
    sent = await ptb.send_photo(
        CHAT, PNG, caption="*сурет*", parse_mode=ParseMode.MARKDOWN_V2, has_spoiler=True
    )
    assert (sent.photo[-1].width, sent.photo[-1].height) == (2, 1)
    assert sent.caption_html == "<b>сурет</b>" and sent.has_media_spoiler
    again = await ptb.send_photo(CHAT, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    document = await ptb.send_document(CHAT, b"a,b\n1,2\n", filename="members.csv")
    assert document.document is not None and document.document.file_name == "members.csv"
    file = await ptb.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b\n1,2\n"
    for method in (ptb.send_video, ptb.send_animation, ptb.send_voice, ptb.send_audio):
        assert (await method(CHAT, b"\x00\x01")).effective_attachment is not None
    replaced = await ptb.edit_message_media(InputMediaDocument(b"x", caption="жаңа"), CHAT, document.id)
    assert isinstance(replaced, telegram.Message) and replaced.caption == "жаңа"
    captioned = await ptb.edit_message_caption(CHAT, document.id, caption="тағы")
    assert isinstance(captioned, telegram.Message) and captioned.caption == "тағы"


async def test_albums_keep_together_and_are_copied_together(ptb: telegram.Bot, reader: Person) -> None:
    album = await ptb.send_media_group(CHAT, [InputMediaPhoto(PNG, caption="бір"), InputMediaPhoto(PNG)])
    assert len({message.media_group_id for message in album}) == 1 and album[0].media_group_id
    copies = await ptb.copy_messages(CHAT, CHAT, [message.id for message in album])
    numbers = {copy.message_id for copy in copies}
    albums = {shown["media_group_id"] for shown in await reader.chat() if shown["message_id"] in numbers}
    assert len(albums - {album[0].media_group_id}) == 1
    single = await ptb.send_media_group(CHAT, [InputMediaPhoto(PNG)])
    assert single[0].media_group_id is None


async def test_copies_leave_no_trace_and_forwards_do(ptb: telegram.Bot, reader: Person) -> None:
    said = await reader.says("<b>маңызды</b>", html=True)
    copied = await ptb.copy_message(CHAT, CHAT, said["message_id"])
    forwarded = await ptb.forward_message(CHAT, CHAT, said["message_id"])
    assert isinstance(forwarded.forward_origin, telegram.MessageOriginUser)
    assert forwarded.forward_origin.sender_user.id == CHAT
    assert forwarded.text_html == "<b>маңызды</b>"
    shown = {message["message_id"]: message for message in await reader.chat()}
    assert shown[copied.message_id]["html"] == "<b>маңызды</b>" and not shown[copied.message_id]["forwarded"]
    several = await ptb.forward_messages(CHAT, CHAT, [said["message_id"], 999])
    assert len(several) == 1


async def test_polls_are_asked_answered_and_stopped(ptb: telegram.Bot, reader: Person) -> None:
    sent = await ptb.send_poll(CHAT, "Қай күн?", ["Сенбі", "Жексенбі"], is_anonymous=False)
    await reader.votes("Жексенбі")
    updates = await ptb.get_updates(timeout=2)
    answer = next(update.poll_answer for update in updates if update.poll_answer)
    assert answer.option_ids == (1,) and answer.user is not None and answer.user.id == CHAT
    assert sent.poll is not None and answer.option_persistent_ids == (sent.poll.options[1].persistent_id,)
    stopped = await ptb.stop_poll(CHAT, sent.id)
    assert stopped.is_closed and [option.voter_count for option in stopped.options] == [0, 1]
    with pytest.raises(BadRequest, match="Poll has already been closed"):
        await ptb.stop_poll(CHAT, sent.id)


async def test_an_anonymous_poll_tells_counts_without_names(ptb: telegram.Bot, reader: Person) -> None:
    await ptb.send_poll(CHAT, "Ұнады ма?", ["Иә", "Жоқ"])
    await reader.votes(0)
    updates = await ptb.get_updates(timeout=2)
    assert [update.poll.total_voter_count for update in updates if update.poll] == [1]
    assert not any(update.poll_answer for update in updates)


async def test_places_contacts_and_dice(ptb: telegram.Bot, reader: Person) -> None:
    assert (await ptb.send_location(CHAT, 51.1, 71.4)).location is not None
    assert (await ptb.send_venue(CHAT, 51.1, 71.4, "ХҚКО", "Мәңгілік ел 8")).venue is not None
    assert (await ptb.send_contact(CHAT, "+77010000000", "Қор")).contact is not None
    assert (await ptb.send_dice(CHAT)).dice is not None
    assert await ptb.send_chat_action(CHAT, "typing")


async def test_inline_queries_are_answered(ptb: telegram.Bot, reader: Person) -> None:
    async def answer() -> None:
        (update,) = await ptb.get_updates(timeout=3)
        assert update.inline_query is not None and update.inline_query.query == "мәртебе"
        content = InputTextMessageContent("<b>Жауап</b>", parse_mode=ParseMode.HTML)
        await update.inline_query.answer([InlineQueryResultArticle("1", "Қандас мәртебесі", content)])

    answering = asyncio.create_task(answer())
    (result,) = await reader.asks_inline("мәртебе")
    await answering
    assert (result["title"], result["text"]) == ("Қандас мәртебесі", "Жауап")
    chosen = await reader.chooses(result)
    assert chosen["html"] == "<b>Жауап</b>" and chosen["via_inline"]


async def test_reply_keyboards_are_pressed_by_saying(ptb: telegram.Bot, reader: Person) -> None:
    await ptb.send_message(CHAT, "Таңдаңыз", reply_markup=ReplyKeyboardMarkup([["Қазақша", "Русский"]]))
    await reader.presses("Қазақша")
    updates = await ptb.get_updates(timeout=2)
    assert updates[-1].message is not None and updates[-1].message.text == "Қазақша"
