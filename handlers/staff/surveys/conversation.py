"""/poll for staff, every button of a survey, and what is typed for it, as one conversation.

A survey's button is `su:<survey>:<part>:…` (`handlers/staff/of_row.py`).
"""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.context import Context
from bot.staff.permissions import Action
from bot.surveys import composing
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.routing import Handler
from handlers.staff import for_whom, titled_texts
from handlers.staff.access import staff_button, staff_command, staff_typed
from handlers.staff.of_row import LANGUAGE, Part
from handlers.staff.surveys import (
    card,
    conditions,
    from_file,
    listing,
    opening,
    questions,
    results,
    terms,
    texts,
)
from handlers.staff.surveys.card import SURVEY


def part(name: str, callback: Part, action: Action = Action.WRITE_SURVEYS) -> Handler:
    return SURVEY.on(name, callback, action)


def typed(callback: Callable[[Update, Context], Awaitable[str | None]], *, longest: int) -> list[Handler]:
    return [staff_typed(Action.WRITE_SURVEYS, callback, longest=longest)]


CONVERSATION = Conversation(
    "staff_survey",
    entry_points=[
        part("tx" + LANGUAGE, texts.WORDS.text),
        part("cn" + LANGUAGE, texts.consent),
        part("qk", questions.add),
        part(r"qt:\d+" + LANGUAGE, questions.words),
        part("cs", terms.WHOM.where),
        part("at", terms.end),
        staff_button("suf", Action.WRITE_SURVEYS, from_file.ask),
        part("no", opening.ask_why, Action.APPROVE_SURVEYS),
    ],
    states={
        titled_texts.TEXT: typed(texts.WORDS.text_typed, longest=composing.TITLE_MOST + composing.TEXT_MOST),
        texts.CONSENT: typed(texts.consent_typed, longest=composing.TEXT_MOST),
        questions.QUESTION: typed(questions.words_typed, longest=composing.TYPED_MOST),
        for_whom.COUNTRY: typed(terms.WHOM.country_typed, longest=for_whom.LONGEST),
        terms.END: typed(terms.end_typed, longest=terms.LONGEST),
        from_file.FILE: typed(from_file.sent, longest=terms.LONGEST),
        opening.REFUSAL: [staff_typed(Action.APPROVE_SURVEYS, opening.declined, longest=opening.LONGEST)],
    },
    exits=[
        staff_command("poll", Action.SEE_SURVEYS, listing.listing),
        staff_button("sul", Action.SEE_SURVEYS, listing.listing),
        staff_button("sun", Action.WRITE_SURVEYS, listing.fresh),
        part("card", card.card, Action.SEE_SURVEYS),
        part("qs", questions.questions),
        part("qn", questions.kinds),
        part("q", questions.question),
        part("qr", questions.required),
        part("qc", questions.scale),
        part("qm", questions.move),
        part("qx", questions.ask_delete),
        part("qx1", questions.delete),
        part("if", conditions.conditions),
        part("if0", conditions.everybody),
        part("to", terms.WHOM.topics),
        part("tp", terms.WHOM.topic),
        part("shown", terms.shown),
        part("who", terms.readers),
        part("see", listing.preview, Action.SEE_SURVEYS),
        part("copy", listing.copy),
        part("del", listing.ask_delete),
        part("del1", listing.delete),
        part("open", opening.check),
        part("open1", opening.go),
        part("ok", opening.approve, Action.APPROVE_SURVEYS),
        part("off", opening.ask_close),
        part("off1", opening.close),
        part("again", opening.reopen),
        part("ann", opening.announce),
        part("res", results.figures_of, Action.SEE_SURVEYS),
        part("csv", results.table, Action.SEE_SURVEYS),
        part("wr", results.answers, Action.WRITE_BROADCASTS),
        part("wr1", results.message, Action.WRITE_BROADCASTS),
        part("txt", results.texts, Action.SEE_SURVEYS),
        SURVEY.on_others(Action.SEE_SURVEYS),
    ],
    canceled=N_("Stopped. The survey stays as it was: /poll"),
)
