"""What is this installation's alone: the key of every digest that stands for a person.

It is made once, with the database, and goes into each backup, since whoever restores one has to know again whom the
digests mean. Without it a digest that came out of the database tells nothing, whichever numbers are tried.
"""

import hmac
from collections.abc import Callable
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import metadata

installation = sa.Table(
    "installation",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # always 1
    sa.Column("secret", sa.Text, nullable=False),
)
Digest = Callable[[str], str]


async def secret(tx: AsyncConnection) -> str:
    return str((await tx.execute(sa.select(installation.c.secret))).scalar_one())


async def adopt(tx: AsyncConnection, another: str) -> None:
    """From now on the key is another backup's."""
    await tx.execute(sa.update(installation).values(secret=another))


async def digests(tx: AsyncConnection) -> Digest:
    """Makes 64 characters of a text, always the same here and other ones elsewhere."""
    return digests_of(await secret(tx))


def digests_of(key: str) -> Digest:
    return lambda text: hmac.new(key.encode(), text.encode(), sha256).hexdigest()
