"""Questions that ask the same as one: listed, and answered with its answer in one go."""

from telegram import Update

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.inbox import answers
from bot.inbox.answers import End
from bot.inbox.like import like
from bot.text.translator import N_
from handlers.routing import pressed
from handlers.screen import Screen, back, button, columns, show
from handlers.staff.access import name_of, user_of
from handlers.staff.inbox.card import get, lifted, pressed_one
from handlers.staff.inbox.listing import line, opens
from storage.inbox import messages
from storage.inbox.messages import Message
from storage.inbox.questions import Question

TOGETHER = 5  # answered in one go: their numbers go into one button
IN_MESSAGE = 100  # made-up origins of one press
SENT = {
    True: N_("Delivered: the same answer to questions No. {numbers}."),
    False: N_(
        "Not delivered: No. {numbers}. They were answered or closed meanwhile, or their members cannot be reached."
    ),
}


async def listed(update: Update, context: Context) -> None:
    """Those that wait, and a way to send them the answer this one got."""
    question = await pressed_one(update, context)
    alike = await like(context.services, question)
    lines = [context.t("🔗 <b>Questions like No. {number} that wait</b>", number=question.id)]
    lines += [line(update, context, other) for other in alike]
    if not alike:
        lines.append(context.t("There are none."))
    same = [other for other in alike if other.language == question.language][:TOGETHER]
    ways = []
    if same and await _answer_of(context, question):
        label = context.label("📤 Send them the same answer: {number}", number=len(same))
        ways.append([button(label, "qsame", question.id, _joined(same))])
    elif alike and not same:
        lines.append(context.t("They are in other languages, so this answer cannot be sent to them."))
    elif alike:
        lines.append(
            context.t(
                "Answer question No. {number} in words first; then the others can get the same answer.",
                number=question.id,
            )
        )
    rows = [
        *columns([opens(other) for other in alike], 3),
        *ways,
        [back(context.translator, "qc", question.id)],
    ]
    await lifted(update, context)
    await show(update, context, Screen("\n\n".join(lines), rows))


async def send_same(update: Update, context: Context) -> None:
    """Shows what they would read, and to whom it goes; a second press sends. Each is answered once, as any is."""
    _, numbers, sure = pressed(update, 3)
    question = await pressed_one(update, context)
    answer = await _answer_of(context, question)
    if answer is None:
        raise BotError(N_("This question has no answer in words."))
    others = [await get(context, other) for other in numbers.split(",") if other.isdigit()][:TOGETHER]
    others = [other for other in others if other.language == question.language and not other.confidential]
    if sure != "1":
        return await _confirm(update, context, question, answer, others)
    outcomes = [await _sent(update, context, place, other, answer) for place, other in enumerate(others)]
    ends = {True: list[str](), False: list[str]()}
    for other, end in zip(others, outcomes, strict=True):
        ends[end is End.DELIVERED].append(str(other.id))
    lines = [context.t(said, numbers=", ".join(ends[done])) for done, said in SENT.items() if ends[done]]
    ways = [[button(context.label("Questions"), "in")]]
    return await show(update, context, Screen("\n".join(lines), ways))


async def _confirm(
    update: Update, context: Context, question: Question, answer: Message, others: list[Question]
) -> None:
    numbers = ", ".join(str(other.id) for other in others)
    text = context.t("This answer goes to questions No. {numbers}:", numbers=numbers)
    asked = [line(update, context, other) for other in others]
    screen = Screen(
        "\n\n".join([text, f"<blockquote>{answer.text}</blockquote>", *asked]),
        [
            [button(context.label("Send"), "qsame", question.id, _joined(others), 1)],
            [back(context.translator, "qlike", question.id)],
        ],
    )
    await show(update, context, screen)


async def _sent(update: Update, context: Context, place: int, other: Question, answer: Message) -> End:
    """Kept as an answer of its own before it is sent. `origin_id`: it was written nowhere."""
    services = context.services
    kept = await context.write(
        messages.add,
        other.id,
        "answer",
        answer.text,
        services.clock(),
        author_id=user_of(update),
        author_name=name_of(update),
        chat_id=chat_of(update),
        origin_id=-(update.update_id * IN_MESSAGE + place),
    )
    return (await answers.bring(context.bot, services, kept)).end


async def _answer_of(context: Context, question: Question) -> Message | None:
    """The last answer that reached the member, if it is words alone."""
    async with context.services.database.connect() as tx:
        said = await messages.of_question(tx, question.id)
        brought = [message for message in said if message.kind == "answer" and message.delivered_at]
        if not brought or not brought[-1].text:
            return None
        parts = await messages.parts(tx, brought[-1].id)
    return brought[-1] if all(part.kind == "text" for part in parts) else None


def _joined(others: list[Question]) -> str:
    return ",".join(str(other.id) for other in others)
