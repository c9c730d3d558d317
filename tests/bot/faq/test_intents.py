"""Plain wishes and courtesies are recognised as a whole, in all letters; questions like them stay questions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.directory.locations import NOTHING
from bot.faq.intents import Intent, destination, intent_of
from bot.faq.search import Search
from bot.text.scripts import to_arabic, to_latin

WISHES = Path(__file__).parent / "sentences" / "wishes.txt"
KAZAKH = frozenset("әғқңөұүһі")


def sentences() -> list[tuple[str, str]]:
    read = [line.partition(" | ") for line in WISHES.read_text(encoding="utf-8").splitlines()]
    return [(kind, text) for kind, bar, text in read if bar and not kind.startswith("#")]


@pytest.mark.parametrize("kind", [*Intent, "-"])
def test_each_wish_is_known_and_nothing_else(search: Search, kind: str) -> None:
    wrong = [
        (text, decision.intent)
        for wished, text in sentences()
        if wished == kind and ((decision := search.decide(text)).intent or "-") != kind
    ]
    assert wrong == []


def test_a_place_that_is_wished_for_is_known_and_a_question_to_the_search(search: Search) -> None:
    wished = [text for kind, text in sentences() if kind == "places"]
    assert len(wished) > 10
    for text in wished:
        letters = [text, to_latin(text), to_arabic(text)] if KAZAKH & set(text) else [text]
        assert all(destination(each) != NOTHING for each in letters), text
        assert search.decide(text).intent is None
    others = [text for kind, text in sentences() if kind != "places"]
    assert [text for text in others if destination(text) != NOTHING] == []


@pytest.mark.parametrize(
    "text",
    [
        "консулдық қашан", "елшілікке көшу", "консулдық болу", "елшілік жұмысы керек", "посольство цена",
        "embassy cost", "посольство работа", "посольство раньше", "embassy today", "посольство жена", "embassy second",
    ],
)  # fmt: skip
def test_an_everyday_word_beside_an_embassy_is_no_city(text: str) -> None:
    assert destination(text) == NOTHING


@pytest.mark.parametrize("letters", [to_latin, to_arabic])
def test_kazakh_wishes_are_known_in_all_letters(search: Search, letters: Callable[[str], str]) -> None:
    kazakh = [(kind, text) for kind, text in sentences() if KAZAKH & set(text) and kind in set(Intent)]
    assert len(kazakh) > 40
    assert [text for kind, text in kazakh if search.decide(letters(text)).intent != kind] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Сәлеметсіз бе", "greeting"),
        ("салем калайсын", "greeting"),
        ("Ассалаумағалейкум!", "greeting"),
        ("سالەمەتسىز بە", "greeting"),
        ("Здравствуйте", "greeting"),
        ("good morning", "greeting"),
        ("рахмет сізге", "thanks"),
        ("спасибо большое за помощь", "thanks"),
        ("thank you very much", "thanks"),
        ("ты тупой бот", "abuse"),
        ("you are stupid", "abuse"),
        ("сен кімсің", "who"),
        ("кто ты такой", "who"),
        ("who are you", "who"),
        ("Сәлем, паспортым жоғалды", None),
        ("спасибо, а сколько стоит апостиль", None),
        ("who issues the visa", None),
        ("", None),
        ("stop " * 40, None),
    ],
)
def test_kinds(text: str, kind: str | None) -> None:
    assert intent_of(text) == kind


def test_hardly_any_question_of_the_entries_is_taken_for_a_wish(search: Search) -> None:
    asked = [
        text
        for entry in search.library
        for words in entry.texts.values()
        for text in (words.question, *words.phrasings)
    ]
    taken = [text for text in asked if search.decide(text).intent]
    assert len(taken) <= len(asked) // 1000, taken


def test_a_wish_within_courtesy_is_a_wish(search: Search) -> None:
    assert search.decide("Сәлеметсіз бе! Хабарламаларды тоқтатыңызшы, рақмет").intent is Intent.UNSUBSCRIBE


def test_danger_goes_before_a_wish(search: Search) -> None:
    assert search.decide("адамға қосыңыз, күйеуім ұрып жатыр").intent is None
