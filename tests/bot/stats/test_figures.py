"""Figures and pictures out of counts."""

import random
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.stats.figures import clustered, days_of, shown, unanswered
from storage.database.database import Database
from storage.faq import searches
from storage.faq.searches import Search, Unanswered
from tests.loop import SECONDS, longest_step

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_groups_of_a_few_people_go_into_the_rest() -> None:
    assert shown([("kk", 10), ("ru", 7), ("en", 5)], 2) == ([("kk", 10), ("ru", 7)], 5)
    assert shown([("kk", 10), ("ru", 7), ("en", 3), ("", 3)], 8) == ([("kk", 10), ("ru", 7)], 6)
    assert shown([("a", 9), ("b", 8), ("c", 7)], 2) == ([("a", 9), ("b", 8)], 7)


def test_what_is_left_over_tells_no_small_group_either() -> None:
    assert shown([("kk", 10), ("ru", 7), ("en", 4)], 8) == ([("kk", 10)], 11)
    assert shown([("kk", 3)], 8) == ([], 3)


def test_days_are_those_of_the_readers_clock_and_the_first_begins_when_it_is_told() -> None:
    since = NOW - timedelta(days=2)
    bounds = days_of(since, NOW, ZoneInfo("Asia/Almaty"))
    assert bounds[0] == since and bounds[-2] <= NOW < bounds[-1]
    assert [(bound.hour, bound.utcoffset()) for bound in bounds[1:]] == [(0, timedelta(hours=5))] * 3


def test_like_questions_are_one_and_lonely_ones_stay_unread() -> None:
    texts = [
        "қалай мал алып өтемін",
        "мал қалай алып өтемін",
        "мал алып өтемін қалай",
        "қалай мал алып өтемін?",
        "мал алып қалай өтемін",
        "менің атым Асқар",
    ]
    questions = [Unanswered(number, "kk", "DE", text, asker=number) for number, text in enumerate(texts)]
    clusters = clustered(questions)
    [cluster] = clusters.large
    assert (cluster.number, cluster.people, cluster.countries, clusters.rest) == (5, 5, ("DE",), 1)


def test_a_group_is_of_people_however_often_each_of_them_asks() -> None:
    def asked(*askers: int | None) -> list[Unanswered]:
        return [Unanswered(at, "kk", "DE", "мал алып өту", asker) for at, asker in enumerate(askers)]

    assert clustered(asked(1, 1, 1, 2, 3, 4, 4)).large == []
    assert clustered(asked(*[None] * 9)).large == []
    [cluster] = clustered(asked(1, 1, 2, 3, 4, 5)).large
    assert (cluster.number, cluster.people) == (6, 5)


def test_a_country_is_named_where_five_people_of_it_asked() -> None:
    places = [("DE", at) for at in range(5)] + [("TR", 9), ("TR", 9), ("TR", 8), ("TR", 7), ("TR", 6)]
    questions = [
        Unanswered(at, "kk", country, "мал алып өту", asker) for at, (country, asker) in enumerate(places)
    ]
    [cluster] = clustered(questions).large
    assert cluster.countries == ("DE",)


async def test_a_thousand_long_questions_do_not_hold_the_loop(database: Database) -> None:
    chance = random.Random(7)
    async with database.begin() as tx:
        for _ in range(1000):
            text = " ".join("".join(chance.choices("абвгдежзиклмн", k=3)) for _ in range(300))
            await searches.record(tx, Search("kk", "cyrl", "DE", "unknown", text=text), NOW)
    begun = time.process_time()
    with longest_step() as steps:
        clusters = await unanswered(database, NOW)
    assert clusters.rest == 1000
    assert max(steps) <= SECONDS
    assert time.process_time() - begun < 5  # it was 24 s
