"""What no phrase knows still sounds like danger, or not."""

import pytest

from bot.faq.alarm import LENGTH, LONGEST, Alarm, Said, features, load
from bot.faq.danger import UNKNOWN, danger_of, recogniser

WORDS = [Said("menia", ("kin", "me")), Said("presleduet", ("stalk",)), Said("menia", ("kin", "me"))]


def test_features_are_words_their_parts_neighbours_and_lists() -> None:
    told = features(WORDS)
    assert {
        "wmenia",
        "pmeni",
        "snia",
        "gmeni",
        "g^me",
        "bmenia_presl",
        "cme",
        "ckin+stalk",
        "cme+stalk",
    } <= told.keys()
    assert told["wmenia"] == told["gres"] > 0.0


def test_the_features_of_short_and_long_texts_have_one_length() -> None:
    """Each counts its share of it, so a text does not ring because it has many words."""
    distinct = [[Said(letter, ()) for letter in letters] for letters in ("a", "abcdefgh")]
    assert [sum(value**2 for value in features(words).values()) for words in distinct] == pytest.approx(
        [LENGTH**2] * 2
    )


def test_log_odds_are_the_sum_of_the_weights_of_the_features() -> None:
    weights = {"wmenia": 0.5, "gmen": 0.25, "bmenia_presl": 1.0, "ckin": 2.0, "ckin+stalk": 4.0, "csos": 9.0}
    expected = -1.0 + sum(weights.get(name, 0.0) * times for name, times in features(WORDS).items())
    assert Alarm(weights, -1.0).log_odds(WORDS) == pytest.approx(expected)
    assert Alarm(weights, -1.0).log_odds([]) == -1.0


def test_of_a_long_text_the_most_dangerous_part_is_heard() -> None:
    calm = [Said(f"calm{number}", ()) for number in range(3 * LONGEST)]
    alarm = Alarm({"wsos": 3.0}, -1.0)
    assert alarm.loudest(calm) == -1.0
    assert alarm.loudest([*calm, Said("sos", ()), *calm]) > -1.0


@pytest.mark.parametrize(
    "text", ["меня кто-то тащит в подвал, помогите", "ұлымды біреулер машинаға салып алып кетті"]
)
def test_it_hears_what_is_said_in_danger(text: str) -> None:
    assert load().loudest(recogniser().said(text)) > UNKNOWN


@pytest.mark.parametrize(
    "text", ["", "🌷", "?", "Қандас куәлігін қалай аламын", "what is the fee for the apostille"]
)
def test_everyday_questions_do_not_ring(text: str) -> None:
    assert danger_of(text) is None
