"""The likeliest cut between wrapping and question, and what was learnt of both."""

import pytest

from bot.faq.courtesy import unwrapped
from bot.faq.wrapping import LONGEST, Model, Word, of_clause, of_place
from bot.text.skeleton import skeletons


def words(*clauses: str) -> list[Word]:
    """Words of clauses, each a sentence of its own where it ends with a full stop."""
    told, sentence = [], 0
    for number, clause in enumerate(clauses):
        keys = clause.rstrip(".").split()
        told += [Word(key, False, False, number, sentence, False) for key in keys]
        sentence += clause.endswith(".")
    return told


def cut(model: Model, *clauses: str) -> str:
    """W for each word of the wrapping, q for the question's."""
    return "".join("qW"[wraps] for wraps in model.wrapping(words(*clauses)))


def test_between_sentences_a_little_is_enough_inside_a_clause_much_is_needed() -> None:
    model = Model({"wwrap": 4.0}, -1.0)
    assert cut(model, "wrap wrap.", "ask ask ask") == "WWqqq"
    assert cut(model, "wrap ask ask ask") == "qqqq"
    assert cut(model, "wrap wrap wrap ask ask ask ask ask") == "WWWqqqqq"
    assert cut(model, "ask ask.", "wrap", "ask ask ask ask") == "qqqqqqq"


def test_where_courtesy_is_known_to_end_a_little_is_enough() -> None:
    known = [Word("wrap", False, True, 0, 0, False), *words("ask ask")]
    assert Model({"wwrap": 4.0}, -1.0).wrapping(known) == [True, False, False]


def test_neighbours_count_within_the_sentence_only() -> None:
    told = words("write.", "visa", "please")
    assert "lvisa" in set(of_place(told, 2)) and "lwrite" not in set(of_place(told, 1))
    assert of_clause(told[1:2]) == ["cvisa"]


def test_a_text_too_long_is_left_to_the_table() -> None:
    assert not any(Model({}, 9.0).wrapping(words("wrap " * (LONGEST + 1))))
    assert Model({}, 9.0).wrapping([]) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Көршім айтқан соң жазып отырмын, өзі қолданады екен. Виза керек пе? Ол да рахмет айтады.",
            "Виза керек пе",
        ),
        ("Свекровь просит узнать, сама писать боится. Нужна ли виза? Передам ей ваш ответ", "Нужна ли виза"),
        (
            "My grandpa asked me to type this, his eyes are bad. Do I need a visa? He says thanks",
            "Do I need a visa",
        ),
        ("Korshim aitty osynda jaz dep, uyalyp otyrmyn. viza kerek pe?", "viza kerek pe"),
    ],
)
def test_what_no_table_knows_goes_too(text: str, asked: str) -> None:
    assert skeletons(unwrapped(text).text) == skeletons(asked)


def test_nothing_is_left_empty_by_it() -> None:
    assert unwrapped("Моя бабушка просит узнать").text
