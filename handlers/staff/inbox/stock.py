"""Stock answers: kept in three languages with {places}, chosen at a question, filled, looked at, sent."""

import re
from html import escape
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.conversation import END, keep
from handlers.routing import pressed, row_of, typed_text
from handlers.screen import Screen, back, button, columns, say, show
from handlers.staff import access
from handlers.staff.access import name_of, user_of
from handlers.staff.broadcast import wording
from handlers.staff.inbox.card import get, lifted, pressed_one
from storage.inbox import messages, stock_answers
from storage.inbox.questions import Question
from storage.inbox.stock_answers import StockAnswer

TITLE: Final = "title"
TEXT: Final = "text"
PLACES: Final = "places"
TITLE_MOST = 60
EXAMPLE = "{…}"
TEXT_MOST = 2500  # characters; with the question above it it is one message
PLACE = re.compile(r"\{([^{}\n]{1,40})\}")
GONE = N_("This stock answer was deleted.")


async def listing(update: Update, context: Context) -> None:
    known = await context.read(stock_answers.all_of_them)
    text = context.t(
        "📋 <b>Stock answers</b>: {number}\nAnswers to send again, in three languages. What stands in braces is "
        "filled in before sending.",
        number=len(known),
    )
    rows = [[button(answer.title[:40], "sk1", answer.id)] for answer in known]
    ways = [
        [button("➕ " + context.label("New stock answer"), "sknew")],
        [button(context.label("Questions"), "in")],
    ]
    await lifted(update, context)
    await show(update, context, Screen(text, [*rows, *ways]))


async def _stock(context: Context, number: str) -> StockAnswer:
    return await row_of(context, stock_answers.get, number, GONE)


async def shown(update: Update, context: Context) -> None:
    await _show(update, context, await _stock(context, pressed(update, 1)[0]))


async def _show(update: Update, context: Context, answer: StockAnswer) -> None:
    lines = [f"<b>{escape(answer.title, quote=False)}</b>"]
    for code in LANGUAGES:
        written = answer.texts.get(code)
        text = escape(written, quote=False) if written else context.t("not written yet")
        lines += ["", f"<b>{wording.titled(context.translator, code)}</b>", text]
    edit = [
        button("✏️ " + wording.titled(context.translator, code), "sked", answer.id, code) for code in LANGUAGES
    ]
    rename = button("✏️ " + context.label("Name"), "sked", answer.id, TITLE)
    delete = button("🗑 " + context.label("Delete"), "skdel", answer.id)
    ways = [*columns([*edit, rename]), [delete], [back(context.translator, "sk")]]
    screen = Screen("\n".join(lines), ways)
    await show(update, context, screen)


async def begin(update: Update, context: Context) -> Literal["title"]:
    """A new one: its name first."""
    await _ask(update, context, N_("Write a short name for it; only staff see it."))
    return TITLE


async def edit(update: Update, context: Context) -> Literal["title", "text"]:
    """One part of it, typed anew."""
    number, part = pressed(update, 2)
    answer = await _stock(context, number)
    context.typed = {"stock": answer.id, "part": part if part in LANGUAGES else ""}
    if part not in LANGUAGES:
        await _ask(update, context, N_("Write a short name for it; only staff see it."))
        return TITLE
    await _ask(
        update, context, N_("Write the answer. What changes each time goes into braces, like {example}.")
    )
    return TEXT


async def _ask(update: Update, context: Context, msgid: str) -> None:
    await lifted(update, context)
    await show(update, context, Screen(context.t(msgid, example=EXAMPLE), [[back(context.translator, "sk")]]))


async def title(update: Update, context: Context) -> Literal["end"] | None:
    name, services = " ".join(typed_text(update).split()), context.services
    if not name:
        await say(update, context, Screen(context.t("Please write it in words.")))
        return None
    async with services.database.begin() as tx:
        if "stock" not in context.typed:
            context.typed["stock"] = await stock_answers.add(tx, name, user_of(update), services.clock())
            await access.note(tx, update, context, "stock.changed", name)
            await keep(tx, context)
        else:
            await stock_answers.change(
                tx, context.typed["stock"], user_of(update), services.clock(), title=name
            )
    await _show(update, context, await _stock(context, str(context.typed["stock"])))
    return END


async def text(update: Update, context: Context) -> Literal["end"] | None:
    written, services = typed_text(update), context.services
    if not written or len(written) > TEXT_MOST:
        said = context.t("Please write it in words, {most} characters at most.", most=TEXT_MOST)
        await say(update, context, Screen(said))
        return None
    answer = await _stock(context, str(context.typed["stock"]))
    texts = answer.texts | {context.typed["part"]: written}
    if texts != answer.texts:
        async with services.database.begin() as tx:
            await stock_answers.change(tx, answer.id, user_of(update), services.clock(), texts=texts)
            await access.note(tx, update, context, "stock.changed", answer.title)
    await _show(update, context, await _stock(context, str(answer.id)))
    return END


async def delete(update: Update, context: Context) -> None:
    """Asks once more; answers that were sent stay."""
    number, sure = pressed(update, 2)
    answer = await _stock(context, number)
    if sure != "1":
        said = context.t("Delete the stock answer “{name}”? What was sent stays.", name=answer.title)
        ways = [
            button(context.label("Delete"), "skdel", answer.id, 1),
            back(context.translator, "sk1", answer.id),
        ]
        return await show(update, context, Screen(said, [ways]))
    async with context.services.database.begin() as tx:
        await stock_answers.delete(tx, answer.id)
        await access.note(tx, update, context, "stock.deleted", answer.title)
    return await listing(update, context)


async def choose(update: Update, context: Context) -> None:
    """Which one answers this question; those that are not written in its language are left out."""
    question = await pressed_one(update, context)
    async with context.services.database.connect() as tx:
        known = [
            answer for answer in await stock_answers.all_of_them(tx) if answer.texts.get(question.language)
        ]
    language = context.translator.language_name(question.language)
    said = context.t(
        "Stock answers for question No. {number}, in: {language}", number=question.id, language=language
    )
    if not known:
        said += "\n\n" + context.t("There is none in this language yet. Add one under Stock answers.")
    rows = [[button(answer.title[:40], "sk2", question.id, answer.id)] for answer in known]
    ways = [
        [button("📋 " + context.label("Stock answers"), "sk")],
        [back(context.translator, "qc", question.id)],
    ]
    await lifted(update, context)
    await show(update, context, Screen(said, [*rows, *ways]))


async def chosen(update: Update, context: Context) -> Literal["places", "end"]:
    """Asks for what stands in braces; without any it can be sent."""
    _, number = pressed(update, 2)
    question, answer = await pressed_one(update, context), await _stock(context, number)
    written = answer.texts.get(question.language, "")
    places = places_of(written)
    if not places:
        await _preview(update, context, question, written)
        return END
    context.typed = {"question": question.id, "stock": answer.id}
    names: list[InlineKeyboardButton] = [back(context.translator, "qstock", question.id)]
    said = context.t("Write a line for each of these, in this order:\n{places}", places="\n".join(places))
    quoted = f"<blockquote>{escape(written, quote=False)}</blockquote>"
    await show(update, context, Screen(f"{quoted}\n{said}", [names]))
    return PLACES


def places_of(text: str) -> list[str]:
    """The names in braces, each once, in order."""
    return list(dict.fromkeys(PLACE.findall(text)))


def filled(text: str, values: dict[str, str]) -> str:
    return PLACE.sub(lambda place: values.get(place[1], place[0]), text)


async def fill(update: Update, context: Context) -> Literal["end"] | None:
    """As many lines as there are places."""
    question = await get(context, str(context.typed["question"]))
    answer = await _stock(context, str(context.typed["stock"]))
    written = answer.texts.get(question.language, "")
    places, lines = (
        places_of(written),
        [line.strip() for line in typed_text(update).splitlines() if line.strip()],
    )
    if len(places) != len(lines):
        said = context.tn("{n} line is needed.", "{n} lines are needed.", len(places))
        await say(update, context, Screen(said))
        return None
    await _preview(update, context, question, filled(written, dict(zip(places, lines, strict=True))))
    return END


async def _preview(update: Update, context: Context, question: Question, written: str) -> None:
    """Keeps it as an answer that was not sent yet; the button sends it. `-update_id`: it was written nowhere."""
    kept = await context.write(
        messages.add,
        question.id,
        "answer",
        escape(written, quote=False),
        context.services.clock(),
        author_id=user_of(update),
        author_name=name_of(update),
        chat_id=chat_of(update),
        origin_id=-update.update_id,
    )
    said = context.t("The member will read:\n<blockquote>{text}</blockquote>", text=written)
    ways = [[button(context.label("Send"), "qsend", kept.id)], [back(context.translator, "qc", question.id)]]
    await lifted(update, context)
    await show(update, context, Screen(said, ways))
