"""What no phrase knows still sounds like danger, or not."""

import pytest

from bot.faq.alarm import RINGS, Alarm, Said, features
from bot.faq.danger import Danger, danger_of, recogniser


def test_features_are_words_their_beginnings_neighbours_and_lists() -> None:
    words = [Said("menia", ("me", "kin")), Said("presleduet", ("stalk",))]
    assert features(words) == {
        *("wmenia", "wpresleduet", "pmeni", "ppres", "qpresl", "bmenia_presl"),
        *("cme", "ckin", "cstalk", "ckin+me", "ckin+stalk", "cme+stalk"),
    }


def test_it_rings_from_its_limit_on() -> None:
    assert not Alarm({"wsos": 1.0}, RINGS - 1.0).rings([Said("sos", ())])
    assert Alarm({"wsos": 1.1}, RINGS - 1.0).rings([Said("sos", ())])


UNHEARD = ("меня кто-то тащит в подвал, помогите", "ұлымды біреулер машинаға салып алып кетті")


@pytest.mark.parametrize("text", UNHEARD)
def test_it_adds_to_the_phrases(text: str) -> None:
    assert recogniser().by_phrases(text) is None
    assert danger_of(text) is Danger.HELP


@pytest.mark.parametrize(
    "text", ["", "🌷", "?", "Қандас куәлігін қалай аламын", "what is the fee for the apostille"]
)
def test_everyday_questions_do_not_ring(text: str) -> None:
    assert danger_of(text) is None
