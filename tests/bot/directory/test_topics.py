"""The topics there are: typed, ordered, offered."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.directory import topics
from bot.directory.topics import FOUR_LINES, NO_SLUG, TOO_LONG, Topic
from bot.errors import BotError, StartError

AT = datetime(2026, 11, 29, tzinfo=UTC)
NAMED = '[law]\nkk = "Заң"\nru = "Закон"\nen = "Law"\nsign = "⚖️"\n'.encode()


def test_four_lines_are_a_topic() -> None:
    topic = topics.typed("🎓\n Курстар \n\nКурсы\nCourses & more".replace(" & more", ", 2027"))
    assert topic == Topic("courses-2027", "🎓", {"kk": "Курстар", "ru": "Курсы", "en": "Courses, 2027"})


def test_another_name_keeps_the_slug_and_the_rest() -> None:
    known = replace(topics.load()["law"], countries=("DE",))
    named = topics.typed("⚖️\nЗаң\nЗакон\nStatutes", known)
    assert (named.slug, named.countries, named.name["en"]) == ("law", ("DE",), "Statutes")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", FOUR_LINES),
        ("🎓\nА\nБ", FOUR_LINES),
        ("🎓\nА\nБ\nC\nD", FOUR_LINES),
        ("🎓\nА\nБ\n" + "Long " * 10, TOO_LONG),
        ("🎓\n<b>А</b>\nБ\nC", TOO_LONG),
        ("abc\nА\nБ\nCourses", TOO_LONG),
        ("🎓\nА\nБ\nКурсы", NO_SLUG),
        ("🎓\nА\nБ\n2027", NO_SLUG),
    ],
)
def test_what_is_no_topic_is_refused_in_words(text: str, refused: str) -> None:
    with pytest.raises(BotError) as error:
        topics.typed(text)
    assert error.value.msgid == refused


@pytest.mark.parametrize(
    ("slug", "to", "order"),
    [("a", 1, "bac"), ("c", 0, "cab"), ("b", 1, "abc"), ("a", 99, "bca"), ("c", -1, "cab"), ("a", 2, "bca")],
)
def test_a_topic_is_moved_to_a_place(slug: str, to: int, order: str) -> None:
    once = topics.moved("abc", slug, to)
    assert once == list(order) == topics.moved(once, slug, min(max(to, 0), 2))


@pytest.mark.parametrize(("country", "offered"), [("DE", True), ("TR", False), (None, False)])
def test_a_topic_of_some_countries_is_for_their_members(country: str | None, *, offered: bool) -> None:
    topic = replace(topics.load()["events"], countries=("DE", "AT"))
    assert topic.is_for(country) is offered
    assert replace(topic, countries=()).is_for(country)


def test_a_seed_may_be_for_some_countries_and_for_owners_to_post_to(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_bytes(NAMED + b'countries = ["DE", "TR"]\nposters = "owners"')
    topic = topics.load(tmp_path)["law"]
    assert (topic.countries, topic.posters) == (("DE", "TR"), topics.Posters.OWNERS)
    assert topic.is_for("TR") and not topic.is_for("CN")


def test_seeds_stay_in_the_order_of_their_file() -> None:
    seeds = topics.load()
    assert list(topics.over(seeds, [])) == list(seeds)
    moved = [seeds[slug].row(place, AT) for place, slug in enumerate(reversed(list(seeds)))]
    assert list(topics.over(seeds, moved)) == list(reversed(list(seeds)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"law = []", "law: no kk, ru, en, sign"),
        (b'[law]\nkk = 1\nru = "a"\nen = "b"\nsign = "c"', "law: no kk"),
        (NAMED + b'countries = ["XX"]', "law: countries is a list of ISO 3166-1 codes"),
        (NAMED + b'countries = "DE"', "law: countries is a list of ISO 3166-1 codes"),
        (NAMED + b'posters = "all"', "law: posters is one of writers, owners"),
        (NAMED + b"order = 3", "law: order is nothing a topic has"),
        (b"\x80", "cannot be read as TOML"),
        (b"law = " + b"9" * 5000, "cannot be read as TOML"),
        (b"law = " + b"[" * 50_000, "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_bytes(content)
    with pytest.raises(StartError, match=said):
        topics.load(tmp_path)
