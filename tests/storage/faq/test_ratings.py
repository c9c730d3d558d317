"""An opinion counts once a person and entry, and tells nobody whose it is."""

from datetime import UTC, datetime

import sqlalchemy as sa

from storage import installation
from storage.database.database import Database
from storage.faq import ratings
from storage.faq.ratings import Rating

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AIGUL, SERIK = 1001, 1002


async def rows(database: Database) -> list[sa.RowMapping]:
    async with database.connect() as tx:
        return list((await tx.execute(sa.select(ratings.ratings).order_by(ratings.ratings.c.id))).mappings())


async def test_a_rating_keeps_what_was_missing(database: Database) -> None:
    async with database.begin() as tx:
        number = await ratings.rate(tx, Rating("kandas-apply", "kk", False), AIGUL, NOW)
        await ratings.missed(tx, number, "бағасы")
    [row] = await rows(database)
    assert (row["helpful"], row["missing"]) == (False, "бағасы")


async def test_the_last_word_of_each_on_each_entry_counts(database: Database) -> None:
    async with database.begin() as tx:
        first = await ratings.rate(tx, Rating("iin", "kk", False), AIGUL, NOW)
        await ratings.missed(tx, first, "мекенжай")
        assert await ratings.rate(tx, Rating("iin", "ru", True), AIGUL, NOW) == first
        await ratings.rate(tx, Rating("iin", "kk", True), SERIK, NOW)
        await ratings.rate(tx, Rating("kandas-apply", "kk", True), AIGUL, NOW)
    kept = await rows(database)
    assert [(row["entry"], row["language"], row["helpful"], row["missing"]) for row in kept] == [
        ("iin", "ru", True, None),
        ("iin", "kk", True, None),
        ("kandas-apply", "kk", True, None),
    ]
    assert len({row["rater"] for row in kept}) == 3  # nor do they tell that two are of one person


async def test_who_is_forgotten_leaves_opinions_of_nobody(database: Database) -> None:
    async with database.begin() as tx:
        await ratings.rate(tx, Rating("iin", "kk", True), AIGUL, NOW)
        await ratings.rate(tx, Rating("iin", "kk", True), SERIK, NOW)
        await ratings.forget(tx, AIGUL)
    assert [row["rater"] is None for row in await rows(database)] == [True, False]


async def test_elsewhere_the_digest_is_another(database: Database) -> None:
    async with database.begin() as tx:
        here = (await installation.digests(tx))("x")
        assert here == (await installation.digests(tx))("x")
        await installation.adopt(tx, "another")
        assert here != (await installation.digests(tx))("x")
