"""How long each kind of personal data is kept: one table, and one clock that keeps it.

What is not here goes when its person goes (/forget), or has a reason of its own to stay: docs/security.md names each
column. Handled updates lose their text at once and their number after a day (`bot/updates`), deliveries become counts
(`delivery.archive_after_days`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.config import Retention
from storage.crisis import answers as crisis_answers
from storage.database.database import Database
from storage.deliveries import digests
from storage.events import responses
from storage.faq import new_entries, ratings, searches
from storage.inbox import blocks, question_drafts, questions
from storage.members import conversations, screens
from storage.offers import drafts, introductions, offers
from storage.staff import audit, invitations, weeks
from storage.surveys import figures
from storage.surveys import responses as survey_responses
from storage.updates import updates

log = structlog.get_logger()

EVERY = 3600.0  # seconds between looks


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows older than so many `days` lose what they hold of a person, or go."""

    kind: str
    days: Callable[[Retention], int]
    expire: Callable[[AsyncConnection, datetime], Awaitable[int]]


RULES = (
    Rule("questions to staff", lambda kept: kept.questions_days, questions.expire),
    Rule("blocked askers", lambda kept: kept.questions_days, blocks.expire),
    Rule("answers to events", lambda kept: kept.events_days, responses.expire),
    Rule("answers to surveys", lambda kept: kept.surveys_days, figures.expire),
    Rule("surveys not finished", lambda kept: kept.steps_days, survey_responses.expire_unfinished),
    Rule("answers to check-ins", lambda kept: kept.check_ins_days, crisis_answers.expire),
    Rule("introductions", lambda kept: kept.offers_days, introductions.expire),
    Rule("offers", lambda kept: kept.offers_days, offers.expire),
    Rule("digests", lambda kept: kept.digests_days, digests.expire),
    Rule("offers not sent", lambda kept: kept.steps_days, drafts.expire),
    Rule("questions not sent", lambda kept: kept.steps_days, question_drafts.expire),
    Rule("buttons shown last", lambda _: screens.DAYS, screens.expire),
    Rule("unfinished steps", lambda kept: kept.steps_days, conversations.expire),
    Rule("updates set aside", lambda kept: kept.held_days, updates.expire),
    Rule("unanswered texts", lambda kept: kept.unanswered_days, searches.expire),
    Rule("drafts of entries", lambda kept: kept.unanswered_days, new_entries.expire),
    Rule("remarks on answers", lambda kept: kept.remarks_days, ratings.expire_remarks),
    Rule("invitations to the team", lambda kept: kept.audit_days, invitations.expire),
    Rule("digests of the week", lambda kept: kept.audit_days, weeks.expire),
    Rule("deeds of staff", lambda kept: kept.audit_days, audit.expire),
)


async def keep(database: Database, retention: Retention, clock: Clock) -> dict[str, int]:
    """Lets go of what was kept long enough, each kind in a transaction of its own; how many rows of each."""
    gone = {}
    for rule in RULES:
        before = clock() - timedelta(days=rule.days(retention))
        gone[rule.kind] = await database.write(rule.expire, before)
    if any(gone.values()):
        log.info(
            "kept long enough", **{kind.replace(" ", "_"): number for kind, number in gone.items() if number}
        )
    return gone
