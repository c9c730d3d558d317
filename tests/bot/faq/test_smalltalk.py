"""Greetings, thanks, abuse and "who are you", and nothing else."""

import pytest

from bot.faq.smalltalk import kind_of
from bot.text.skeleton import skeletons


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
    ],
)
def test_kinds(text: str, kind: str | None) -> None:
    assert kind_of(skeletons(text)) == kind
