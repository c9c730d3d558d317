"""What no phrase knows still sounds like danger, or not."""

import pytest

from bot.faq.alarm import RINGS, Alarm, Said, features, load
from bot.faq.danger import danger_of, recogniser


def test_features_are_words_their_beginnings_neighbours_and_lists() -> None:
    words = [Said("menia", ("me", "kin")), Said("presleduet", ("stalk",))]
    assert features(words) == {
        *("wmenia", "wpresleduet", "pmeni", "ppres", "qpresl", "bmenia_presl"),
        *("cme", "ckin", "cstalk", "ckin+me", "ckin+stalk", "cme+stalk"),
    }


def test_it_rings_from_its_limit_on() -> None:
    assert not Alarm({"wsos": 1.0}, RINGS - 1.0).rings([Said("sos", ())])
    assert Alarm({"wsos": 1.1}, RINGS - 1.0).rings([Said("sos", ())])


@pytest.mark.parametrize(
    "text", ["меня кто-то тащит в подвал, помогите", "ұлымды біреулер машинаға салып алып кетті"]
)
def test_it_hears_what_is_said_in_danger(text: str) -> None:
    assert load().rings(recogniser().said(text))


@pytest.mark.parametrize(
    "text", ["", "🌷", "?", "Қандас куәлігін қалай аламын", "what is the fee for the apostille"]
)
def test_everyday_questions_do_not_ring(text: str) -> None:
    assert danger_of(text) is None
