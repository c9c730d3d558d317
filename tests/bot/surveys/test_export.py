"""The table: small groups hidden, nothing a formula."""

from bot.surveys import export
from bot.text import csv_table
from bot.text.catalogs import Catalogs
from bot.text.translator import Translator
from storage.surveys.figures import Figures, Tally
from storage.surveys.questionnaire import Kind, Option, Question
from storage.surveys.surveys import State, Survey
from tests.storage.surveys.scene import CHILDREN, PLACE


def test_rows_of_every_group_with_small_ones_hidden() -> None:
    words = {"en": "=1+1"}
    choice = Question(1, Kind.CHOICE, words, (Option(1, {"en": "@Yes"}), Option(2, {"en": "No"})))
    asked = [question.as_json() for question in (choice, CHILDREN, PLACE)]
    figures = Figures(
        9, 8, (Tally(1, 1, None, 5), Tally(1, 2, None, 3), Tally(5, 0, None, 8, 2.125), Tally(6, 0, "DE", 8)),
        ((1, 8), (5, 8), (6, 8)), (("kk", 8),), (("DE", 6), (None, 2)),
    )  # fmt: skip
    translator = Translator.of(Catalogs.load(), "en")
    table = csv_table.lines(export.rows(translator, Survey(1, State.OPEN, {}, asked), figures))
    assert table.splitlines() == [
        "question,text,kind,answer,number,people who answered,average",
        "1,'=1+1,one of several,,8,8,",
        "1,'=1+1,one of several,'@Yes,–,8,",
        "1,'=1+1,one of several,No,<5,8,",
        "2,How many children have you?,a number,,8,8,2.12",
        "3,Where do you live?,a country or city,,8,8,",
        "3,Where do you live?,a country or city,Germany,8,8,",
        ",,answers to surveys,,8,8,",
        ",,language,Kazakh,8,8,",
        ",,country,Germany,–,8,",
        ",,country,country not given,<5,8,",
    ]
