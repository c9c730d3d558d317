"""What the search decides: generic behaviour, not single questions of any evaluation set."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.faq.library import Library
from bot.faq.search import Search
from tests.bot.faq.conftest import TODAY


def test_an_entrys_own_question_finds_it_in_every_language(library: Library, search: Search) -> None:
    asked = [(entry.slug, text.question) for entry in library for text in entry.texts.values()]
    right = [search.decide(question).hits[0].entry == slug for slug, question in asked]
    assert sum(right) / len(right) >= 0.97


def test_the_weights_know_every_entry(library: Library, search: Search) -> None:
    assert set(library.entries) == set(search._learnt.slugs)


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("ЖСН қайдан аламын", "iin-foreigner"),
        ("jsn qaidan alamyn", "iin-foreigner"),
        ("جسن قايدان الامىن", "iin-foreigner"),
        ("где оформить ИИН", "iin-foreigner"),
        ("bcby", "iin-foreigner"),
        ("паспорт жогалттым шетелде журип", "lost-passport"),
        ("потерял пасспорт зарубежом", "lost-passport"),
        ("my pasport was stolen abroad", "lost-passport"),
    ],
)
def test_letters_typos_and_languages_lead_to_one_entry(search: Search, question: str, slug: str) -> None:
    if question == "bcby":
        question = "bby rfr gjkexbnm"
    assert search.decide(question).hits[0].entry == slug


@pytest.mark.parametrize(
    "question",
    [
        "ертең күн жылы бола ма",
        "рецепт куырдака",
        "how old is the moon",
        "the author of War and Peace?",
        "роман война и мир чей",
        "шенген визасы",
        "asdfgh qwerty",
        "🙂",
        "?",
    ],
)
def test_what_is_not_ours_is_never_answered(search: Search, question: str) -> None:
    assert search.decide(question).decision != "answer"


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("виза", "visa-ethnic-kazakh"),
        ("viza", "visa-ethnic-kazakh"),
        ("ۆيزا", "visa-ethnic-kazakh"),
        ("visa", "visa-ethnic-kazakh"),
        ("ветеринар", "pets-livestock-goods"),
        ("мысық", "pets-livestock-goods"),
        ("балабақша", "school-admission"),
        ("детский сад", "school-admission"),
        ("kindergarten", "school-admission"),
        ("көлік", "car-and-belongings"),
        ("passport renewal", "passport-abroad"),
    ],
)
def test_a_word_that_names_what_we_answer_is_offered_or_answered(
    search: Search, word: str, slug: str
) -> None:
    decided = search.decide(word)
    assert decided.decision in ("choices", "answer")
    assert slug in [hit.entry for hit in decided.hits]


@pytest.mark.parametrize("word", ["виза", "visa", "паспорт", "гражданство", "азаматтық", "квота", "grant"])
def test_a_word_that_several_entries_share_gives_choices(search: Search, word: str) -> None:
    assert search.decide(word).decision == "choices"


def test_small_talk_is_unknown_with_its_kind(search: Search) -> None:
    decision = search.decide("Сәлеметсіз бе!")
    assert (decision.decision, decision.intent, decision.hits) == ("intent", "greeting", ())


def test_a_greeting_before_a_question_does_not_hide_it(search: Search) -> None:
    decision = search.decide("Сәлеметсіз бе! Паспортымды жоғалтып алдым, не істеймін?")
    assert decision.intent is None
    assert decision.hits[0].entry == "lost-passport"


@pytest.mark.parametrize("own", ["kk", "ru", "en"])
@pytest.mark.parametrize("question", ["паспорт", "виза", "kandas", "да"])
def test_on_words_that_languages_share_the_askers_own_wins(search: Search, question: str, own: str) -> None:
    assert search.decide(question, own).language == own


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Сәлеметсіз бе! паспорт", "kk"),
        ("Здравствуйте, подскажите пожалуйста: кандас", "ru"),
        ("Assalamu alaikum, how do I renew my passport", "en"),
    ],
)
def test_courtesy_tells_the_language_where_the_question_does_not(
    search: Search, question: str, language: str
) -> None:
    assert {search.decide(question, own).language for own in ("kk", "ru", "en")} == {language}


def test_beliefs_fall_and_lie_between_nought_and_one(library: Library, search: Search) -> None:
    for entry in library:
        scores = [hit.score for hit in search.decide(entry.texts["ru"].phrasings[0]).hits]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert len(scores) == 3


def test_empty_and_endless_questions(search: Search) -> None:
    assert search.decide("").decision == "unknown"
    assert search.decide("   \n").hits == ()
    assert search.decide("қандас " * 100_000).language == "kk"


def test_a_library_the_weights_never_saw_is_searched_by_its_words(locales: Path) -> None:
    search = Search(Library.load(locales, TODAY))
    assert search.decide("I need a boat licence").hits[0].entry == "boat-licence"
    assert search.decide("түлкі рұқсаты").hits[0].entry == "fox-permit"


def test_an_edited_phrasing_is_found_at_once(library: Library) -> None:
    raw = library.entries["youth-camps"].raw["en"]
    text = replace(raw, phrasings=(*raw.phrasings, "zeppelin regatta basket"))
    edited = Search(library.with_overrides({("youth-camps", "en"): text}))
    assert edited.decide("zeppelin regatta basket").hits[0].entry == "youth-camps"


def test_no_entries_no_hits(library: Library) -> None:
    assert Search(library.holding([])).decide("виза").decision == "unknown"


def test_a_score_is_the_same_to_the_last_digit_in_every_process() -> None:
    code = (
        "from bot.faq.concepts import Concepts; from bot.faq.index import WordIndex;"
        "from bot.faq.library import Library; from bot.text.skeleton import skeletons; library = Library.load();"
        "index = WordIndex(library, Concepts(library.concepts));"
        "texts = [skeletons(text.answer) for entry in library for text in entry.texts.values()];"
        "print([index.cover(keys, ()).words.tobytes() for keys in texts])"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in ("0", "1")
    )
    assert first.stdout == second.stdout
