"""/mydata: everything kept about a member, to read and as a file. /forget: all of it deleted."""

from typing import Any

import orjson
from telegram import InputFile, Update

from bot.context import Context, chat_of
from bot.text.languages import NAMES
from handlers.members import topics
from handlers.members.settings import country_name, quiet_name, zone_name
from handlers.routing import Button, Command, Handler, public
from handlers.screen import Screen, back, button, keyboard, main_menu, show
from storage.faq import searches
from storage.inbox import questions
from storage.members import conversations, members, received
from storage.members.members import Member


async def my_data(update: Update, context: Context) -> None:
    """What is kept, as text; the file is one tap away."""
    member = context.member
    if member is None:
        return await show(update, context, _nothing(context))
    kept = await gathered(context, member)
    rows = [
        [button(context.label("As a file"), "mydataf")],
        [button(context.label("Delete my data"), "forget")],
        [back(context.translator, "set"), main_menu(context.translator)],
    ]
    return await show(update, context, Screen(_readable(context, member, kept), keyboard(rows)))


async def as_file(update: Update, context: Context) -> None:
    """The same as JSON."""
    member = context.member
    if member is None:
        return await show(update, context, _nothing(context))
    content = orjson.dumps(await gathered(context, member), option=orjson.OPT_INDENT_2)
    await context.bot.send_document(chat_of(update), InputFile(content, "otandas-mydata.json"))
    return None


async def forget(update: Update, context: Context) -> None:
    """Asks once more; there is no way back."""
    if context.member is None or public(update):
        return await show(update, context, _nothing(context))
    text = context.t(
        "Delete everything kept about you: settings, topics, your questions to staff? "
        "Announcements will stop. Questions staff have already read stay in their chat, without your name. "
        "This cannot be undone."
    )
    ways = [button(context.label("Delete"), "forgetyes"), button(context.label("Cancel"), "set")]
    return await show(update, context, Screen(text, keyboard([ways])))


async def forgotten(update: Update, context: Context) -> None:
    """Deletes it all; in a group nothing, for that is not one person's to delete."""
    if public(update):
        return
    chat_id = chat_of(update)
    async with context.services.database.begin() as tx:
        await searches.forget(tx, chat_id)
        await questions.forget(tx, chat_id)
        await conversations.end(tx, chat_id, chat_id)
        await members.forget(tx, chat_id)
    context.member = None
    text = context.t("Everything about you was deleted. If you ever want to come back, type /start.")
    await show(update, context, Screen(text))


async def gathered(context: Context, member: Member) -> dict[str, Any]:
    """Everything kept about this member, as plain values."""
    async with context.services.database.connect() as tx:
        asked = await questions.of_chat(tx, member.chat_id)
        awaited = await searches.awaited_by(tx, member.chat_id)
        copies = await received.by_member(tx, member.id)
    profile = {name: getattr(member, name) for name in Member.__slots__ if name != "id"}
    return {
        "member": profile,
        "questions_to_staff": [
            {
                "number": question.id,
                "text": question.text,
                "asked_at": question.asked_at,
                "answered_at": question.answered_at,
            }
            for question in asked
        ],
        "waiting_for_an_answer": awaited,
        "announcements_received": [
            {"number": copy.broadcast_id, "at": copy.at, "text": _text(copy.content, copy.variant)}
            for copy in copies
        ],
    }


def _readable(context: Context, member: Member, kept: dict[str, Any]) -> str:
    """The same in sentences, without the file's detail."""
    t, words = context.t, context.words
    lines = [
        f"<b>{t('My data')}</b>",
        t("Telegram number of this chat: {number}", number=member.chat_id),
        t("Member since: {date}", date=words.date(member.joined_at)),
        t("Language: {language}", language=NAMES[context.translator.code]),
        t("Country: {country}", country=country_name(context, member)),
        t("Time zone: {zone}", zone=zone_name(context, member)),
        t("Quiet hours: {hours}", hours=quiet_name(context, member)),
        t("Topics: {topics}", topics=words.list(topics.names(context, member.topics)) or words.t("none")),
        t("Announcements received: {number}", number=len(kept["announcements_received"])),
        t("Questions to staff: {number}", number=len(kept["questions_to_staff"])),
        t("Questions you wait for an answer to: {number}", number=len(kept["waiting_for_an_answer"])),
        "",
        t("Your name is not kept, and what you ask the search is not linked to you."),
    ]
    return "\n".join(lines)


def _nothing(context: Context) -> Screen:
    return Screen(context.t("Nothing is kept about you. Type /start to begin."))


def _text(content: dict[str, Any], variant: str) -> str:
    return str((content.get(variant) or {}).get("text", ""))


HANDLERS: list[Handler] = [
    Command("mydata", my_data),
    Button("mydata", my_data),
    Button("mydataf", as_file),
    Command("forget", forget),
    Button("forget", forget),
    Button("forgetyes", forgotten),
]
