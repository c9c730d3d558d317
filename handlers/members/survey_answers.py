"""A survey's questions, one after the other: pressed or typed, kept at once, reviewed, sent once.

Buttons carry survey, question and choice, so any of them works at any time until all was sent. What is typed answers
the question that was shown last. Each answer is a row before the next question is shown.
"""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, shared_locations
from bot.errors import BotError, GoneError
from bot.surveys import path, reading, wording
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.members import surveys as cards
from handlers.members.membership import joined
from handlers.members.surveys import OVER
from handlers.routing import Button, Typed, pressed, row_number, typed_text
from handlers.screen import Screen, button, columns, say, show, ticked, which
from storage.surveys import responses
from storage.surveys.questionnaire import Kind, Question
from storage.surveys.responses import Answer
from storage.surveys.surveys import Survey

ANSWER: Final = "answer"
REVIEW: Final = "review"
SHORT, NARROW = 30, 14  # characters of a label that fits into a row, and into half of one
IN_ROW = 5  # points or numbers
Next = Literal["answer", "review", "end"]
TYPED_SEND = N_("Press Send, or type the number of a question to change its answer.")


async def begin(update: Update, context: Context) -> Next:
    """They agreed, or go on: the first question that waits, or all answers."""
    survey = await _taking(context, pressed(update, 1)[0])
    member, services = await joined(update, context), context.services
    await context.write(
        responses.begin, survey.id, member.id, survey.consent_version, context.language, services.clock()
    )
    return await _onward(update, context, survey)


async def _taking(context: Context, number: str) -> Survey:
    """The survey while it takes answers; GoneError, which ends the conversation, when it is over."""
    survey = await cards.opened(context, number)
    if not survey.takes_answers(context.services.clock()):
        raise GoneError(OVER)
    return survey


async def _onward(update: Update, context: Context, survey: Survey) -> Next:
    """What comes now: who sent their answers already reads so."""
    response, given = await cards.mine(context, survey)
    if response is None or response.sent_at is not None:
        await show(update, context, await cards.screen(context, survey))
        return END
    waiting = path.pending(survey.asked, given)
    if waiting is None:
        return await _review(update, context, survey, given)
    return await _ask(update, context, survey, waiting, given)


async def _ask(
    update: Update,
    context: Context,
    survey: Survey,
    question: Question,
    given: dict[int, Answer],
) -> Literal["answer"]:
    context.typed = {"survey": survey.id, "question": question.id}
    await show(update, context, _question(context, survey, question, given))
    return ANSWER


def _question(context: Context, survey: Survey, question: Question, given: dict[int, Answer]) -> Screen:
    translator, present = context.translator, given.get(question.id)
    labels = [wording.label(translator, question, choice) for choice in question.choices]
    numbered = question.kind is Kind.SCALE or any(len(label) > SHORT for label in labels)
    place, number = path.progress(survey.asked, given, question.id)
    parts = [
        f"{wording.title(translator, survey)} · {place}/{number}",
        wording.question(translator, question, numbered=numbered),
    ]
    if present is not None and not question.choices:
        parts.append(context.t("Your answer:") + " " + wording.answer(translator, question, present))
    rows = _choices(survey, question, labels, present or Answer(), numbered=numbered)
    onward = [button(context.label("Next"), "svn", survey.id, question.id)] if present is not None else []
    if present is None and not question.required:
        onward = [button(context.label("Skip"), "svn", survey.id, question.id)]
    earlier = path.before(survey.asked, given, question.id)
    back = (
        button(context.label("Back"), "svq", survey.id, earlier.id)
        if earlier
        else button(context.label("Back"), "svc", survey.id)
    )
    later = [button(context.label("Later"), "svl", survey.id)] if earlier else []
    return Screen("\n\n".join(parts), [*rows, onward, [back, *later]])


def _choices(
    survey: Survey, question: Question, labels: list[str], present: Answer, *, numbered: bool
) -> list[list[InlineKeyboardButton]]:
    """A button each, chosen ones ticked; of several, a press adds or takes out."""
    made = []
    for place, (choice, label) in enumerate(zip(question.choices, labels, strict=True), 1):
        chosen = choice in present.options
        shown = ticked(str(place) if numbered else label, chosen)
        if question.kind is Kind.SEVERAL:
            sign = "-" if chosen else "+"
            made.append(button(shown, "svm", survey.id, question.id, f"{sign}{choice}"))
        else:
            made.append(button(shown, "sva", survey.id, question.id, choice))
    narrow = all(len(label) <= NARROW for label in labels)
    return columns(made, IN_ROW if numbered else 2 if narrow else 1)


async def question(update: Update, context: Context) -> Next:
    """Back to a question, or to change one."""
    survey, asked, given = await _opened(update, context)
    if not path.is_shown(survey.asked, given, asked.id):
        return await _onward(update, context, survey)
    return await _ask(update, context, survey, asked, given)


async def _opened(update: Update, context: Context) -> tuple[Survey, Question, dict[int, Answer]]:
    """The survey and question of a pressed button, and the presser's own answers; BotError where that is over."""
    number, place = pressed(update, 2)
    survey = await _taking(context, number)
    response, given = await cards.mine(context, survey)
    asked = survey.question(row_number(place))
    if asked is None or response is None or response.sent_at is not None:
        raise BotError(N_("This button is out of date. Open the survey again: /poll"))
    return survey, asked, given


async def chosen(update: Update, context: Context) -> Next:
    """An option, a point, or a country that was offered."""
    survey, asked, _ = await _opened(update, context)
    choice = pressed(update, 3)[2]
    if asked.kind is Kind.PLACE and choice in countries.codes():
        answer = reading.in_country(choice)
    elif asked.kind in (Kind.CHOICE, Kind.SCALE) and row_number(choice) in asked.choices:
        answer = Answer((int(choice),))
    else:
        return await question(update, context)
    await _keep(context, survey, asked, answer)
    return await _onward(update, context, survey)


async def toggled(update: Update, context: Context) -> Next:
    """Adds or takes out an option, as the button's sign says; pressing twice does it once."""
    survey, asked, given = await _opened(update, context)
    wish = pressed(update, 3)[2]
    sign, choice = wish[:1], row_number(wish[1:])
    if asked.kind is Kind.SEVERAL and choice in asked.choices and sign in ("+", "-"):
        others = [option for option in given.get(asked.id, Answer()).options if option != choice]
        options = tuple(sorted([*others, choice] if sign == "+" else others))
        await _keep(context, survey, asked, Answer(options) if options else None)
    return await question(update, context)


async def passed(update: Update, context: Context) -> Next:
    """On with the next one; one that may be skipped is passed over."""
    survey, asked, given = await _opened(update, context)
    if asked.id not in given and not asked.required:
        await _keep(context, survey, asked, Answer())
    return await _onward(update, context, survey)


async def _keep(context: Context, survey: Survey, asked: Question, answer: Answer | None) -> None:
    assert context.member is not None
    kept = await context.write(
        responses.put, survey.id, context.member.id, asked.id, answer, context.services.clock()
    )
    if not kept:
        raise GoneError(OVER)


async def answered(update: Update, context: Context) -> Next | None:
    """Typed or shared: the answer to the question shown last; what it may mean is offered, what is none is told."""
    survey = await _taking(context, str(context.typed["survey"]))
    asked = survey.question(context.typed["question"])
    if asked is None or context.member is None:
        raise GoneError(cards.GONE)
    try:
        answer = _read(update, asked)
    except BotError as refusal:
        await _refuse(update, context, survey, asked, context.t(refusal.msgid, **refusal.places))
        return None
    await _keep(context, survey, asked, answer)
    return await _onward(update, context, survey)


def _read(update: Update, asked: Question) -> Answer:
    shared = update.message.location if update.message else None
    if asked.kind is Kind.PLACE and shared is not None:
        near = shared_locations.nearest(shared.latitude, shared.longitude)
        if near.sure is not None:
            return reading.in_country(near.sure.country)
    return reading.read(asked, typed_text(update))


async def _refuse(update: Update, context: Context, survey: Survey, asked: Question, told: str) -> None:
    """What was expected; of a place what it may be."""
    codes = reading.place(typed_text(update)).countries if asked.kind is Kind.PLACE else []
    offered = [
        button(wording.country(context.translator, code), "sva", survey.id, asked.id, code) for code in codes
    ]
    again = button(context.label("Show the question"), "svq", survey.id, asked.id)
    await say(update, context, which(context.translator, offered, told, [again]), reply=True)


async def _review(
    update: Update, context: Context, survey: Survey, given: dict[int, Answer]
) -> Literal["review"]:
    """All answers before they are sent; a number changes one."""
    context.typed = {"survey": survey.id}
    shown = path.shown(survey.asked, given)
    lines = [
        f"{place}. {wording.asked(context.translator, asked)}\n"
        f"— {wording.answer(context.translator, asked, given.get(asked.id))}"
        for place, asked in enumerate(shown, 1)
    ]
    head = context.t("Please look at your answers. To change one, press its number.")
    note = context.t("Once sent, they cannot be changed, but you can take them back.")
    numbers = [button(str(place), "svq", survey.id, asked.id) for place, asked in enumerate(shown, 1)]
    go = button("✅ " + context.label("Send"), "svs", survey.id)
    later = button(context.label("Later"), "svl", survey.id)
    text = "\n\n".join([wording.title(context.translator, survey), head, *lines, note])
    await show(update, context, Screen(text, [*columns(numbers, IN_ROW), [go], [later]]))
    return REVIEW


async def reviewed(update: Update, context: Context) -> Next | None:
    """Typed before sending: the number of a question; what stands on a button is pressed by its words."""
    survey, typed = await _taking(context, str(context.typed["survey"])), typed_text(update)
    _, given = await cards.mine(context, survey)
    shown = path.shown(survey.asked, given)
    if typed.isdecimal() and len(typed) < 4 and 0 < int(typed) <= len(shown):
        return await _ask(update, context, survey, shown[int(typed) - 1], given)
    await say(update, context, Screen(context.t(TYPED_SEND)), reply=True)
    return None


async def send(update: Update, context: Context) -> Next:
    """Kept as sent, once; pressed again, the card says that it is done."""
    survey = await _taking(context, pressed(update, 1)[0])
    response, given = await cards.mine(context, survey)
    if response is not None and response.sent_at is None:
        if path.pending(survey.asked, given) is not None:
            return await _onward(update, context, survey)
        numbers = [asked.id for asked in path.shown(survey.asked, given)]
        await context.write(responses.send, survey.id, response.member_id, numbers, context.services.clock())
    await show(update, context, await cards.screen(context, survey))
    return END


async def later(update: Update, context: Context) -> None:
    text = context.t("Your answers so far are kept. To go on: /poll")
    survey = await cards.opened(context, pressed(update, 1)[0])
    await show(update, context, Screen(text, [[button(context.label("Go on"), "svg", survey.id)]]))


CONVERSATION = Conversation(
    "survey",
    entry_points=[
        Button("svg", begin),
        Button("svq", question),
        Button("sva", chosen),
        Button("svm", toggled),
        Button("svn", passed),
    ],
    states={
        ANSWER: [Typed(answered, longest=reading.TEXT_MOST)],
        REVIEW: [Typed(reviewed, longest=reading.TEXT_MOST)],
    },
    exits=[
        Button("svs", send),
        Button("svl", later),
        Button("svc", cards.card),
        Button("sv", cards.listing),
        Button("svr", cards.told_results),
        Button("svw", cards.ask_withdraw),
        Button("svw1", cards.withdraw),
    ],
    canceled=N_("Stopped. Your answers so far are kept. To go on: /poll"),
)
