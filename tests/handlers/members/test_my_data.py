"""Every column of every table has its word on persons: what names one is shown by /mydata and deleted by /forget."""

from enum import Enum
from typing import Any

import sqlalchemy as sa

from storage.database import tables
from storage.database.schema import metadata
from storage.staff import staff
from tests.bot.test_retention import SECRET, kept_about, plant
from tests.handlers.running_bot import RunningBot

assert tables  # registers every table


class Kept(Enum):
    """What a column that holds text or large numbers may say of a person."""

    MEMBER = "names a member or holds what they typed: shown, and deleted by /forget"
    UNLINKED = "typed by a member, with nobody's name beside it: goes by the clock of bot/retention.py"
    TEAM = "who of the team wrote or did something: stays, for approvals must be traceable"
    PASSING = "a chat's number for a day at most, without what was written"
    MASKED = (
        "a digest with the installation's key: of who was forgotten, or whose opinion it is; it shows nobody"
    )
    OURS = "numbers and words of the program, texts of the foundation"


M, U, T, P, N = Kept.MEMBER, Kept.UNLINKED, Kept.TEAM, Kept.PASSING, Kept.OURS  # N: nobody
COLUMNS: dict[str, dict[str, Kept]] = {
    "audit": {"id": N, "user_id": T, "action": N, "subject": T, "detail": T, "place": N, "seal": N},
    "audit_chain": {"length": N, "seal": N, "start": N},
    "bots": {"id": N},
    "body_categories": {"body": N, "category": N},
    "body_hours": {"body": N, "days": N, "open_from": N, "open_until": N, "holidays": N},
    "body_operators": {"body": N, "user_id": T},
    "broadcast_posts": {"broadcast_id": N, "chat_id": T, "message_id": N, "shown": N},
    "broadcast_presses": {"broadcast_id": N, "kind": N, "number": N},
    "broadcasts": {
        "id": N, "kind": N, "state": N, "target_id": N, "series_id": N, "content": N, "audience": N, "fallback": N,
        "check_in_id": N, "urgent_reason": N, "policy": N, "audience_mode": N, "schedule": N, "author_id": T,
        "title": N, "approved_by": T, "released_as": N, "released_hash": N, "composer": T, "pause_reason": N,
        "launch_cursor": N, "launch_until": N},
    "budget_shares": {"holder": N},
    "chat_claims": {"chat_key": P, "holder": N},
    "closed_topics": {"id": N, "member_id": M, "reason": N},
    "conversations": {"chat_id": M, "user_id": M, "name": M, "state": M, "data": M, "update_id": N},
    "daily_counts": {"facet": N, "value": N},
    "crisis_answers": {
        "check_in_id": M, "member_id": M, "answer": M, "name": M, "words": M, "phone": M, "place": M, "taken_by": T},
    "crisis_cards": {"check_in_id": N, "chat_id": T, "message_id": N, "shown": N},
    "crisis_check_ins": {"id": N, "readers": T, "ended_by": T, "totals": N},
    "crisis_notices": {"id": N, "check_in_id": M, "user_id": T, "member_id": M, "kind": M, "reason": N},
    "deliveries": {
        "broadcast_id": M, "member_id": M, "variant": M, "state": M, "not_before": N, "holder": N, "message_id": N,
        "album_ids": N, "reason": N, "done_at": M},
    "delivery_counts": {"broadcast_id": N},
    "departures": {"member_id": M, "topic": M, "broadcast_id": M},
    "digest_lines": {"digest_id": M, "broadcast_id": M, "message_id": N},
    "digests": {"id": N, "member_id": M, "holder": N},
    "draft_versions": {"broadcast_id": N, "user_id": T, "draft": N},
    "draft_views": {"broadcast_id": N, "user_id": T, "draft": N},
    "entry_edits": {
        "id": N, "entry": N, "language": N, "text": N, "state": N, "author_id": T, "author_name": T, "decided_by": T,
        "base": N},
    "event_broadcasts": {"broadcast_id": N, "event_id": N, "kind": N, "changes": N},
    "event_notices": {"id": N, "event_id": M, "member_id": M, "kind": M, "reason": N},
    "event_responses": {"event_id": M, "member_id": M, "answer": M},
    "events": {
        "id": N, "state": N, "texts": N, "zone": N, "link": N, "topic": N, "countries": N, "changes": N,
        "author_id": T},
    "forget_requests": {"chat_id": M},
    "forgotten": {"digest": Kept.MASKED},
    "installation": {"secret": N},
    "leases": {"name": N, "holder": N},
    "members": {
        "id": N, "chat_id": M, "kind": M, "language": M, "script": M, "country": M, "timezone": M, "city": M,
        "blocked_reason": M, "start_step": M, "frequency": M, "thread_id": N},
    "new_entries": {
        "id": N, "slug": U, "content": U, "searches": N, "state": N, "author_id": T, "author_name": T, "decided_by": T,
        "writers": T, "question_id": N},
    "introductions": {
        "id": N, "seek_id": M, "give_id": M, "state": M, "seek_answer": M, "give_answer": M, "proposed_by": T},
    "offer_drafts": {"member_id": M, "typed": M},
    "offer_notices": {"id": N, "offer_id": M, "kind": M, "introduction_id": M, "reason": N},
    "offers": {
        "id": M, "member_id": M, "state": M, "side": M, "kind": M, "field": M, "country": M, "city": M, "languages": M,
        "text": M, "contact": M, "folded": M, "consent": M, "receipt_id": N},
    "question_blocks": {"chat_id": M, "reason": M, "by": T},
    "question_cards": {"chat_id": T, "message_id": N, "question_id": N},
    "question_drafts": {"chat_id": M, "typed": M},
    "question_messages": {
        "id": N, "question_id": M, "kind": M, "text": M, "author_id": T, "author_name": T, "chat_id": M, "origin_id": N,
        "album": N},
    "question_places": {"chat_id": M, "message_id": N, "part_of": M, "kind": N, "copy_of": N},
    "question_threads": {"question_id": M, "chat_id": T, "thread_id": N, "name": M},
    "questions": {
        "id": M, "chat_id": M, "text": M, "language": M, "country": M, "answered_by": T, "answered_name": T,
        "taken_by": T, "taken_name": T, "sending_id": N, "closing": M, "receipt_id": N, "folded": M,
        "body": N, "name": M, "category": M},
    "ratings": {"id": N, "entry": U, "language": U, "missing": U, "rater": Kept.MASKED},
    "search_watchers": {"search_id": M, "chat_id": M},
    "searches": {"id": N, "language": U, "script": U, "country": U, "decision": U, "entry": U, "text": U},
    "screens": {"chat_id": M, "message_id": N, "buttons": M},
    "staff_invitations": {"id": N, "digest": N, "role": N, "invited_by": T, "used_by": T},
    "saved_audiences": {"id": N, "title": N, "audience": N, "saved_by": T},
    "stock_answers": {"id": N, "title": N, "texts": N, "changed_by": T},
    "staff_groups": {"configured_id": T, "chat_id": T},
    "staff": {"user_id": T, "role": T, "name": T, "added_by": T, "proposed_by": T},
    "staff_weeks": {"id": N, "week": N, "user_id": T, "reason": N},
    "subscriptions": {"topic": M, "member_id": M, "frequency": M},
    "survey_answers": {
        "survey_id": M, "member_id": M, "text": M, "country": M},
    "survey_responses": {"survey_id": M, "member_id": M, "consent_language": M},
    "surveys": {
        "id": N, "state": N, "texts": N, "questions": N, "topic": N, "countries": N, "readers": T, "author_id": T,
        "changed_by": T, "submitted_by": T, "approved_by": T, "broadcast_id": N, "totals": N},
    "trial_guests": {"chat_id": M, "added_by": T},
    "trials": {},
    "topics": {"slug": N, "sign": N, "names": N, "countries": N, "posters": N},
    "updates": {"update_id": N, "chat_key": M, "body": M, "error": N},
}  # fmt: skip


def test_every_column_that_can_name_a_person_or_hold_their_words_is_named_here() -> None:
    """A new column fails here: say what becomes of it, and show and delete it where it is a member's."""
    wide = (sa.Text, sa.BigInteger, sa.JSON)
    there = {
        table.name: {column.name for column in table.columns if isinstance(column.type, wide)}
        for table in metadata.sorted_tables
    }
    assert there == {name: set(columns) for name, columns in COLUMNS.items()}


async def shown_in_the_file(bot: RunningBot, person: Any) -> str:
    await person.presses("Файл түрінде")
    message = await person.sees("")
    return str(bot.sandbox.world.files.get(message["document"]["file_id"]).content.decode())


async def test_what_names_a_member_is_shown_and_deleted(bot: RunningBot) -> None:
    aigul = await bot.person("Айгүл")
    await plant(bot.services.database, aigul.id, bot.services.clock())
    direct = {"conversations", "members", "questions", "search_watchers", "searches", "updates"}
    direct |= {"survey_answers", "trial_guests", "crisis_answers"}
    direct |= {
        "question_blocks",
        "question_drafts",
        "question_messages",
        "question_places",
        "offers",
        "offer_drafts",
        "screens",
    }
    assert set(await kept_about(bot.services.database, aigul.id)) == direct
    await aigul.says("/mydata")
    assert "Ең көп сақталу мерзімі" in (await aigul.sees("Менің деректерім"))["text"]
    content = await shown_in_the_file(bot, aigul)
    assert all(
        f"{SECRET} {table}" in content
        for table in (
            "searches",
            "questions",
            "messages",
            "blocks",
            "drafts",
            "conversations",
            "updates",
            "survey 0",
            "survey 1",
            "offers",
            "half an offer",
            "check-in",
        )
    )
    assert '"buttons_shown_last": {' in content and "Файл түрінде" in content  # /mydata itself was shown last
    assert '"work"' in content and '"guest_of_the_trial_since": "' in content
    for key in (
        "frequency",
        "paused_until",
        "digest_at",
        "channel",
        "attended_at",
        "consent_version",
        "category",
    ):
        assert f'"{key}": ' in content, key
    await aigul.says("/forget")
    await aigul.presses("Өшіру")
    await aigul.sees("өшірілді")
    left = await kept_about(bot.services.database, aigul.id)
    assert set(left) == {"searches"}  # a text with nobody's name: the clock takes it
    assert not any(str(aigul.id) in row for row in left["searches"])


async def test_a_colleague_hears_that_the_team_stays(bot: RunningBot) -> None:
    dina = await bot.person("Дина", "ru")
    async with bot.services.database.begin() as tx:
        await staff.add(tx, dina.id, "editor", "Дина", 1, bot.services.clock())
    await dina.says("/mydata")
    await dina.sees("Мои данные")
    await dina.presses("Файлом")
    message = await dina.sees("")
    assert b'"role": "editor"' in bot.sandbox.world.files.get(message["document"]["file_id"]).content
    await dina.says("/forget")
    await dina.sees("Ваше место в команде")
