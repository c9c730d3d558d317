"""Members in their millions, written by the database itself: countries, languages, zones, cities and topics unevenly
spread."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage.database.database import Database
from storage.members.members import members, subscriptions

SLICE = 250_000  # members a transaction
COUNTRIES = [
    "CN", "UZ", "RU", "MN", "TR", "KG", "TM", "DE", "US", "KR", "KZ", "FR", "GB", "PL", "CZ", "IT", "ES", "AE",
    "CA", "NL", "SE", "NO", "AT", "BE", "CH", "GR", "FI", "AU", "JP", "HU", "SA", "QA", "EG", "IL", "TJ", "AF",
    "IN", "MY", "TH", "ID",
]  # fmt: skip
ZONES = {
    "CN": "Asia/Shanghai", "UZ": "Asia/Tashkent", "RU": "Europe/Moscow", "MN": "Asia/Hovd", "TR": "Europe/Istanbul",
    "KG": "Asia/Bishkek", "DE": "Europe/Berlin", "US": "America/New_York", "KR": "Asia/Seoul", "KZ": "Asia/Almaty",
}  # fmt: skip
CITIES = {  # one of each, by its number
    "CN": "1529102", "UZ": "1512569", "RU": "1496153", "MN": "1515436", "TR": "745044", "KG": "1528675",
    "DE": "2950159", "US": "5128581", "KR": "1835848", "KZ": "1526384",
}  # fmt: skip
SHARES = {  # of a hundred members who chose it
    "repatriation": 40, "quota": 25, "citizenship": 30, "documents": 35, "law": 20, "education": 25, "language": 15,
    "culture": 20, "events": 30, "work": 35, "business": 10, "youth": 15,
}  # fmt: skip
AGO = (0, 3, 10, 20, 40, 80, 120, 200, 300, 500, 700)  # days since they joined, since they were last here
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)",
    "postgresql": "WITH n AS (SELECT i FROM generate_series(CAST(:first AS BIGINT), CAST(:last AS BIGINT)) AS i)",
}
UNCHECKED = "SET LOCAL session_replication_role = replica"  # PostgreSQL: that each subscription has its member is known
MEMBERS = """
INSERT INTO members (chat_id, kind, language, country, timezone, city, quiet_from, quiet_until, joined_at,
                     last_active_at, blocked_at, stopped_at)
{numbers}, placed AS (SELECT i, {country} AS c FROM n)
SELECT i, CASE WHEN i % 500 = 0 THEN 'group' ELSE 'person' END,
       CASE WHEN {language} < 30000 THEN 'kk' WHEN {language} < 60000 THEN 'ru' ELSE 'en' END, c,
       CASE WHEN {zoned} < 40000 THEN CASE c {zones} END END,
       CASE WHEN {told} < 6000 THEN CASE c {cities} END END,
       CASE WHEN i % 9 = 0 THEN 1320 END, CASE WHEN i % 9 = 0 THEN 420 END, {joined}, {active},
       CASE WHEN {left} < 3000 THEN {lately} END, CASE WHEN {stopped} < 1000 THEN {lately} END
FROM placed
"""
TOPIC = "INSERT INTO subscriptions (topic, member_id) {numbers} SELECT '{topic}', i FROM n WHERE {drawn} < {share}"


async def fill(database: Database, number: int) -> None:
    """Members 1 to `number`, every ninth with quiet hours of their own, some who blocked the bot or stopped.

    Indexes are made when all is there, and the database's statistics are taken.
    """
    indexes = [index for table in (members, subscriptions) for index in table.indexes]
    async with database.begin() as tx:
        for index in indexes:
            await tx.run_sync(index.drop)
    for statement in _statements(database.dialect):
        for first in range(1, number + 1, SLICE):
            async with database.begin() as tx:
                if database.dialect == "postgresql":
                    await tx.exec_driver_sql(UNCHECKED)
                bounds = {"first": first, "last": min(first + SLICE - 1, number)}
                await tx.execute(sa.text(statement), bounds)
    async with database.begin() as tx:
        for index in indexes:
            await tx.run_sync(index.create)
    if database.dialect == "postgresql":  # which does so by itself in time
        async with database.connect() as tx:
            await tx.exec_driver_sql("VACUUM ANALYZE")


def _statements(dialect: str) -> list[str]:
    """All members, then one topic after the other: in the order of the tables' own keys."""
    topics = [
        TOPIC.format(numbers=NUMBERS[dialect], topic=topic, drawn=_drawn(place), share=SHARES[topic] * 655)
        for place, topic in enumerate(SHARES, start=20)
    ]
    return [_members(dialect), *topics]


def _members(dialect: str) -> str:
    weighted = [code for place, code in enumerate(COUNTRIES) for _ in range(max(1, 24 - 2 * place))]
    moments = [_moment(days, dialect) for days in AGO]
    return MEMBERS.format(
        numbers=NUMBERS[dialect],
        country=_case([*(f"'{code}'" for code in weighted), *["NULL"] * 8], 1),
        zones=" ".join(f"WHEN '{code}' THEN '{zone}'" for code, zone in ZONES.items()),
        cities=" ".join(f"WHEN '{code}' THEN '{city}'" for code, city in CITIES.items()),
        joined=_case(moments, 5),
        active=_case(moments, 6),
        lately=_moment(20, dialect),
        **{
            name: _drawn(place)
            for place, name in enumerate(("language", "zoned", "left", "stopped", "told"), 7)
        },
    )


def _drawn(place: int) -> str:
    """0 to 65535, another for each member and place, the same on both databases."""
    return f"((((i % 999983) * {1_000_003 + 2 * place} + i * {7919 * place + 1}) % 2147483647) % 65536)"


def _case(values: list[str], place: int) -> str:
    """One of the values, each as often as the others."""
    listed = " ".join(f"WHEN {number} THEN {value}" for number, value in enumerate(values))
    return f"CASE {_drawn(place)} % {len(values)} {listed} END"


def _moment(days: int, dialect: str) -> str:
    written = f"'{datetime.now(UTC) - timedelta(days=days, hours=1):%Y-%m-%d %H:%M:%S.000000}'"
    return f"CAST({written.replace('.000000', '+00')} AS TIMESTAMPTZ)" if dialect == "postgresql" else written
