"""Chats that asked to be forgotten, as digests: an import from a file passes them by until they write themselves.

A digest is made with the installation's key (`storage/installation.py`). Those of earlier versions had none; they are
known again as well, and go when their person comes back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import installation
from storage.database.schema import Utc, insert, metadata

KEYED = "keyed:"

forgotten = sa.Table(
    "forgotten",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Marks:
    """All digests of a database and since when, with the key they were made with."""

    secret: str
    at: Mapping[str, datetime]

    def chats(self, known: Iterable[int]) -> dict[int, datetime]:
        """Which of these chats are marked, and since when."""
        forms = {form: chat for chat in known for form in _forms(self.secret, chat)}
        return {forms[digest]: at for digest, at in self.at.items() if digest in forms}


async def mark(tx: AsyncConnection, chat_id: int, at: datetime) -> None:
    keyed, _ = _forms(await installation.secret(tx), chat_id)
    await tx.execute(insert(tx, forgotten).values(digest=keyed, at=at).on_conflict_do_nothing())


async def unmark(tx: AsyncConnection, chat_id: int) -> None:
    """They came back by themselves."""
    await tx.execute(sa.delete(forgotten).where(await _is(tx, chat_id)))


async def among(tx: AsyncConnection, chats: Iterable[int]) -> set[int]:
    """Which of these chats asked to be forgotten."""
    secret = await installation.secret(tx)
    digests = {form: chat for chat in chats for form in _forms(secret, chat)}
    marked = sa.select(forgotten.c.digest).where(forgotten.c.digest.in_(list(digests)))
    return {digests[digest] for digest in (await tx.execute(marked)).scalars()}


async def since(tx: AsyncConnection, chat_id: int) -> datetime | None:
    """When this chat asked to be forgotten; None if it did not, or has come back."""
    return (await tx.execute(sa.select(forgotten.c.at).where(await _is(tx, chat_id)))).scalar()


async def everyone(tx: AsyncConnection) -> Marks:
    rows = await tx.execute(sa.select(forgotten.c.digest, forgotten.c.at))
    return Marks(await installation.secret(tx), {row.digest: row.at for row in rows})


async def carry(tx: AsyncConnection, marks: Marks) -> None:
    """Another database's marks are kept here too, with its key, unless this one has marks by a key of its own."""
    here, rows = await everyone(tx), dict(marks.at)
    if here.secret != marks.secret:
        if any(digest.startswith(KEYED) for digest in here.at):
            rows = {digest: at for digest, at in rows.items() if not digest.startswith(KEYED)}
        else:
            await installation.adopt(tx, marks.secret)
    if rows:
        values = [{"digest": digest, "at": at} for digest, at in rows.items()]
        await tx.execute(insert(tx, forgotten).on_conflict_do_nothing(), values)


async def _is(tx: AsyncConnection, chat_id: int) -> sa.ColumnElement[bool]:
    return forgotten.c.digest.in_(_forms(await installation.secret(tx), chat_id))


def _forms(secret: str, chat_id: int) -> tuple[str, str]:
    """What stands for a forgotten chat: with the key, and as earlier versions had it."""
    text = f"otandas forgotten {chat_id}"
    return KEYED + installation.digests_of(secret)(text), sha256(text.encode()).hexdigest()
