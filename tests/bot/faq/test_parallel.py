"""What one of three texts that say the same says otherwise."""

from dataclasses import replace

import pytest

from bot.faq.entry import Text
from bot.faq.library import Library
from bot.faq.parallel import Said, differences, line, of_entry

KK = "Құжаттарды консулдыққа 2026 жылғы 25 қарашаға дейін тапсырыңыз, алымы 5 190 теңге."
RU = "Подайте документы в консульство до 25 ноября 2026 года, сбор составляет 5\u00a0190 тенге."
EN = "Hand the papers in at the consulate until November 25, 2026; the fee is 5,190 tenge."


def texts(**answers: str) -> dict[str, Text]:
    said = {"kk": KK, "ru": RU, "en": EN} | answers
    return {language: Text("?", (), answer) for language, answer in said.items()}


def lines(said: dict[str, Text]) -> list[str]:
    return [line(difference) for difference in of_entry(said)]


def test_the_same_in_three_languages_has_none() -> None:
    assert lines(texts()) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ru": KK}, "reads as if it were in another language (kk)"),
        ({"kk": RU}, "reads as if it were in another language (ru)"),
        ({"en": RU}, "reads as if it were in another language (ru)"),
        ({"kk": EN}, "reads as if it were in another language (en)"),
        ({"en": EN.replace("25", "26")}, "26.11 stands in en, but not in kk, ru"),
        ({"ru": RU.replace("5\u00a0190", "5\u00a0900")}, "5900 stands in ru, but not in kk, en"),
        ({"kk": KK.replace("2026", "2027")}, "2027 stands in kk, but not in ru, en"),
        ({"kk": KK + ' <a href="https://www.gov.kz/kk">gov.kz</a>'}, "gov.kz is linked in kk, but not in ru, en"),
        ({"en": EN + " " + "Bring the originals and a copy of each of them. " * 6}, "en is more than twice as long"),
    ],
)  # fmt: skip
def test_what_is_said_otherwise_is_named(changed: dict[str, str], told: str) -> None:
    said = lines(texts(**changed))
    assert [words for words in said if words.startswith(told)]
    assert len(said) == len(set(said))


def test_each_box_is_read_by_itself() -> None:
    """A pasted list of documents is short beside the rest of the entry."""
    said = texts()
    wrong = "Паспорт и свидетельство о рождении", "Две фотографии для анкеты"
    said["kk"] = replace(said["kk"], answer=KK * 5, documents=wrong)
    [wrong_box] = [difference for difference in of_entry(said) if difference.kind == "wrong"]
    assert (wrong_box.language, wrong_box.facts) == ("kk", {"other": ["ru"]})


def test_pages_of_one_site_in_other_languages_are_the_same_link() -> None:
    linked = {code: said + f" https://egov.kz/{code}" for code, said in (("kk", KK), ("ru", RU), ("en", EN))}
    assert lines(texts(**linked)) == []


def test_a_language_that_is_not_written_yet_differs_in_nothing() -> None:
    assert lines(texts(en="")) == []
    assert differences({"kk": Said(KK, len(KK)), "ru": Said("", 0)}) == []


def test_no_shipped_entry_differs() -> None:
    assert {entry.slug: told for entry in Library.load() if (told := lines(dict(entry.texts)))} == {}
