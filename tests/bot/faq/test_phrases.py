import pytest

from bot.faq.phrases import Phrases, Vocabulary


def found(phrase: str, text: str) -> bool:
    vocabulary = Vocabulary({"kin": "анам* брат бауыр*"})
    phrases = Phrases(vocabulary, [phrase])
    return phrases.stand_in(vocabulary.read(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("мені ұрады", "Мені ұрады"),
        ("мені ұрады", "meni urady"),
        ("мені ұрады", "مەنى ۇرادى"),
        ("мені .. ұрады", "мені күн сайын ұрады"),
        ("{kin} .. құлады", "Анамыз кеше құлады"),
        ("брат/сестра пропал*", "сестра пропала"),
        ("пропал* & брат", "брат вчера куда-то пропал"),
        ("покончить* .. собой", "покончыть с собой"),
        ("=бил .. меня", "бил он меня"),
    ],
)
def test_a_phrase_is_in_a_text(phrase: str, text: str) -> None:
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("мені ұрады", "мені күн сайын ұрады"),
        ("мені .. ұрады", "мені бір екі үш төрт ұрады"),
        ("пропал* & брат", "брат " + "а " * 12 + "пропал"),
        ("=бил .. меня", "был он у меня"),
        ("ұрады", "ұрпақ"),
        ("өлім", ""),
    ],
)
def test_a_phrase_is_not_in_a_text(phrase: str, text: str) -> None:
    assert not found(phrase, text)
