"""/mydata: everything kept about a member, to read and as a file."""

from dataclasses import asdict
from typing import Any

import orjson
from telegram import InlineKeyboardButton, InputFile, Update

from bot.context import Context, chat_of
from bot.offers import kept as offers_kept
from bot.surveys import kept as surveys_kept
from handlers.members.settings import choices
from handlers.members.topics import names_of
from handlers.routing import END, Button, Command, Handler
from handlers.screen import Screen, back, button, main_menu, show
from storage.broadcasts import departures
from storage.crisis import answers as crisis_answers
from storage.deliveries import digests
from storage.events import responses
from storage.faq import searches
from storage.inbox import blocks, messages, question_drafts, questions
from storage.members import conversations, forget_requests, frequencies, received, screens
from storage.members.members import Member
from storage.offers import drafts as offer_drafts
from storage.staff import staff, trial
from storage.updates import updates

CHECK_IN_KEPT = (
    "check_in_id", "answer", "answered_at", "name", "words", "phone", "place", "latitude", "longitude",
)  # fmt: skip
SPEAKERS = {"follow_up": "you", "answer": "staff"}  # of what was said in a question


async def my_data(update: Update, context: Context) -> None:
    """What is kept, in sentences; the whole of it as a file is one tap away. Also of those who never typed /start."""
    kept = await gathered(context, chat_of(update))
    if not any(kept.values()):
        return await show(update, context, nothing(context))
    t = context.t
    lines = [
        f"<b>{t('My data')}</b>",
        *([f"🗑 {deleted_at(context)}"] if context.session.leaving_at else []),
        t("Telegram number of this chat: {number}", number=chat_of(update)),
        *(_of_member(context, context.member) if context.member else ()),
        t("Announcements received: {number}", number=len(kept["announcements_received"])),
        t("Questions to staff: {number}", number=len(kept["questions_to_staff"])),
        t("Questions you wait for an answer to: {number}", number=len(kept["waiting_for_an_answer"])),
        t("Events you answered to: {number}", number=len(kept["answers_to_events"])),
        t("Surveys you answered: {number}", number=len(kept["answers_to_surveys"])),
        t("Check-ins you answered: {number}", number=len(kept["answers_to_check_ins"])),
        t("Offers of yours: {number}", number=len(kept["offers"])),
        t("Steps not finished: {number}", number=sum(step["state"] != END for step in kept["steps"])),
        t("Messages set aside after a fault: {number}", number=len(kept["set_aside_after_a_fault"])),
        "",
        _how_long(context),
        "",
        t(
            "Your name is kept only where you gave it with a question or an offer, or asked for help in a check-in, "
            "and what you ask the search is not linked to you."
        ),
    ]
    rows = [
        [button(context.label("As a file"), "mydataf")],
        *(
            [undo_or_now(context)]
            if context.session.leaving_at
            else [[button(context.label("Delete my data"), "forget")]]
        ),
        [back(context.translator, "set"), main_menu(context.translator)],
    ]
    return await show(update, context, Screen("\n".join(lines), rows))


async def as_file(update: Update, context: Context) -> None:
    kept = await gathered(context, chat_of(update))
    if not any(kept.values()):
        return await show(update, context, nothing(context))
    content = orjson.dumps(kept, option=orjson.OPT_INDENT_2)
    await context.bot.send_document(chat_of(update), InputFile(content, "otandas-mydata.json"))
    return None


def deleted_at(context: Context) -> str:
    """When everything goes, on the member's clock."""
    assert context.session.leaving_at is not None
    when = context.when(context.session.leaving_at)
    return context.t("All of this will be deleted: {time}. Until then you can undo it.", time=when)


def undo_or_now(context: Context) -> list[InlineKeyboardButton]:
    return [
        button("↩️ " + context.label("Undo"), "forgetno"),
        button(context.label("Delete now"), "forgetyes"),
    ]


def _how_long(context: Context) -> str:
    kept = context.services.config.retention
    return context.t(
        "Kept for so many days at most: questions to staff after their answer: {questions}; unfinished steps: {steps}; "
        "messages set aside after a fault: {held}; without your name, texts nobody could answer: {unanswered}; "
        "remarks on answers: {remarks}.",
        questions=kept.questions_days,
        steps=kept.steps_days,
        held=kept.held_days,
        unanswered=kept.unanswered_days,
        remarks=kept.remarks_days,
    )


def _of_member(context: Context, member: Member) -> list[str]:
    words = context.words
    topics = words.list(names_of(context, member.topics)) or words.t("none")
    since = context.t("Member since: {date}", date=words.date(member.joined_at))
    agreed = context.t(
        "Version of the consent words on the first screen: {version}", version=member.consent_version
    )
    return [
        since,
        *([agreed] if member.consent_version else ()),
        *choices(context, member),
        context.t("Topics: {topics}", topics=topics),
    ]


async def gathered(context: Context, chat_id: int) -> dict[str, Any]:
    """Everything kept about this chat, as plain values; empty ones where nothing is."""
    member = context.member
    async with context.services.database.connect() as tx:
        asked = [
            (question, await messages.of_question(tx, question.id))
            for question in await questions.of_chat(tx, chat_id)
        ]
        asked_for = await forget_requests.get(tx, chat_id)
        blocked = await blocks.reason(tx, chat_id)
        unsent = await question_drafts.get(tx, chat_id)
        awaited = await searches.awaited_by(tx, chat_id)
        copies = await received.by_member(tx, member.id) if member else []
        begun = await conversations.of_user(tx, chat_id)
        seen = await screens.get(tx, chat_id)
        held = await updates.set_aside_of(tx, chat_id)
        colleague = await staff.of_user(tx, chat_id)
        tried = await trial.guest(tx, chat_id)
        invited = await responses.of_member(tx, member.id) if member else []
        surveyed = await surveys_kept.about(tx, member.id, context.language) if member else []
        checked = await crisis_answers.of_member(tx, member.id) if member else []
        offered = await offers_kept.of_member(tx, member.id) if member else []
        own = await frequencies.of_topics(tx, [member.id]) if member else {}
        left = await departures.of_member(tx, member.id) if member else []
        waiting = await digests.gathered(tx, member.id) if member else []
        unsent_offer = await offer_drafts.get(tx, member.id) if member else None
    names = [name for name in Member.__slots__ if name != "id"] if member else []
    return {
        "to_be_deleted": {"asked_at": asked_for.asked_at, "at": asked_for.due_at} if asked_for else None,
        "member": {name: getattr(member, name) for name in names},
        "how_often_of_topics": {
            topic: chosen for topics in own.values() for topic, chosen in topics.items() if chosen
        },
        "left_by_the_button_under": [
            {"announcement": number, "topic": topic or "all announcements"} for number, topic in left
        ],
        "gathered_for_a_digest": [{"at": due, "announcements": number} for due, number in waiting],
        "questions_to_staff": [
            {
                "number": question.id,
                "text": question.text,
                "name_given": question.name,
                "confidential": question.confidential,
                "category": question.category,
                "category_guessed": question.category_guessed,
                "asked_at": question.asked_at,
                "answered_at": question.answered_at,
                "closed_at": question.closed_at,
                "said": [
                    {"by": SPEAKERS[said.kind], "at": said.at, "text": said.text}
                    for said in thread
                    if said.kind in SPEAKERS
                ],
            }
            for question, thread in asked
        ],
        "question_not_sent": unsent,
        "no_questions_are_taken_because": blocked,
        "waiting_for_an_answer": awaited,
        "steps": [
            {"name": step.name, "state": step.state, "at": step.updated_at, "typed": step.data}
            for step in begun
        ],
        "buttons_shown_last": {
            "at": seen.at,
            "labels": [button["text"] for row in seen.buttons for button in row],
        }
        if seen
        else None,
        "set_aside_after_a_fault": [{"at": at, "update": body} for at, body in held],
        "on_the_team": asdict(colleague) if colleague else None,
        "guest_of_the_trial_since": tried.added_at if tried else None,
        "announcements_received": [
            {
                "number": copy.broadcast_id,
                "at": copy.at,
                "text": (copy.content.get(copy.variant) or {}).get("text", ""),
            }
            for copy in copies
        ],
        "answers_to_events": [
            {
                "event": response.event_id,
                "title": (texts.get(context.language) or {}).get("title", ""),
                "starts_at": starts_at,
                "answer": response.answer,
                "guests": response.guests,
                "waiting": response.waiting,
                "answered_at": response.answered_at,
                "attended_at": response.attended_at,
            }
            for response, texts, starts_at in invited
        ],
        "answers_to_surveys": surveyed,
        "answers_to_check_ins": [
            {name: getattr(given, name) for name in CHECK_IN_KEPT}
            | {"taken_care_of": given.taken_at is not None}
            for given in checked
        ],
        "offers": offered,
        "offer_not_sent": unsent_offer,
    }


def nothing(context: Context) -> Screen:
    return Screen(context.t("Nothing is kept about you. Type /start to begin."))


HANDLERS: list[Handler] = [
    Command("mydata", my_data),
    Button("mydata", my_data),
    Button("mydataf", as_file),
]
