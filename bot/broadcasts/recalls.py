"""Taking back what was sent: at once, or once a colleague has approved it."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle
from bot.broadcasts.states import TRANSITIONS, Kind, NotAllowed, Release, State, Verb
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast


async def recall(
    tx: AsyncConnection,
    target: Broadcast,
    at: datetime,
    content: dict[str, Any],
    author_id: int | None,
    release: Release = Release.OWN,
    reason: str | None = None,
) -> int:
    """Stops `target` and deletes what was sent of it by a job, whose id is returned.

    `content` (by language) goes to those whose message is older than Telegram deletes; `reason` to colleagues.
    """
    job = await _job(tx, target, at, content, author_id=author_id, composer={"reason": reason})
    await lifecycle.schedule(tx, job, at, at, release=release)
    return job.id


async def ask(
    tx: AsyncConnection, target: Broadcast, at: datetime, content: dict[str, Any], notes: dict[str, Any]
) -> Broadcast:
    """The same as a job that waits for a colleague, who approves it as any other; `notes` name who asks and why.

    Meanwhile nobody else gets it. Asked again, it is the same job.
    """
    for job in await broadcasts.jobs_of(tx, target.id):
        if (job.kind, job.state) == (Kind.RECALL, State.REVIEW):
            return job
    author_id = notes["submitted_by"]
    job = await _job(tx, target, at, content, author_id=author_id, state=State.REVIEW, composer=notes)
    if target.state == State.SENDING:
        await lifecycle.pause(tx, target.id, at)
    return job


async def _job(
    tx: AsyncConnection, target: Broadcast, at: datetime, content: dict[str, Any], **values: Any
) -> Broadcast:
    if (
        target.kind != Kind.SEND
        or target.launched_at is None
        or target.state not in TRANSITIONS[Verb.RECALL][0]
    ):
        raise NotAllowed(Verb.RECALL, target.id, target.state)
    values |= {"kind": Kind.RECALL, "target_id": target.id}
    job = await broadcasts.get(tx, await broadcasts.create(tx, content, target.audience, at, **values))
    assert job is not None
    return job


def note(catalogs: Catalogs) -> dict[str, Any]:
    """What those get whose message can no longer be deleted, by language."""
    sentence = N_("An announcement we sent you earlier has been withdrawn. Please do not rely on it.")
    return {language: {"text": catalogs.words(language).t(sentence)} for language in LANGUAGES}
