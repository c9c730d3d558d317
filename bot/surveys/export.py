"""The figures of a survey as a table: a row for each group, small ones hidden. Pure."""

from collections.abc import Iterator
from typing import Any

from bot.directory import countries
from bot.stats.figures import FEW, hidden
from bot.surveys.results import Group, Result, results
from bot.surveys.wording import DASH, KINDS
from bot.surveys.wording import label as chosen
from bot.text.translator import N_, Translator
from storage.surveys.figures import Figures
from storage.surveys.questionnaire import Kind
from storage.surveys.surveys import Survey

HEADINGS = (
    N_("question"), N_("text"), N_("kind"), N_("answer"), N_("number"), N_("people who answered"), N_("average"),
)  # fmt: skip
TYPED = (Kind.TEXT, Kind.PLACE)
FEWER = f"<{FEW}"  # in place of a number that is hidden


def rows(translator: Translator, survey: Survey, figures: Figures) -> Iterator[tuple[Any, ...]]:
    """A header, each question's groups, then who sent their answers, by language and country."""
    label = translator.label
    yield tuple(map(label, HEADINGS))
    for place, result in enumerate(results(survey.asked, figures), 1):
        yield from _rows(translator, result, place)
    sent = _told(None if 0 < figures.sent < FEW else figures.sent)
    yield (None, None, label("answers to surveys"), None, sent, sent, None)
    for name, counted in ((N_("language"), figures.languages), (N_("country"), figures.countries)):
        for key, number in hidden(counted, adding_up=True):
            yield (
                None,
                None,
                label(name),
                _who(translator, name, key),
                _told(number, few=0 < dict(counted)[key] < FEW),
                sent,
                None,
            )


def _rows(translator: Translator, result: Result, place: int) -> Iterator[tuple[Any, ...]]:
    question = result.question
    head = (place, question.text(translator.language), translator.label(KINDS[question.kind]))
    mean = None if result.mean is None else round(result.mean, 2)
    yield (*head, None, _told(result.people), _told(result.people), mean)
    for group in result.groups:
        yield (
            *head,
            _name(translator, result, group),
            _told(group.number, few=group.few),
            _told(result.people),
            None,
        )


def _who(translator: Translator, name: str, key: str | None) -> str:
    if key is None:
        return translator.label("country not given")
    return translator.language_name(key) if name == "language" else countries.name(key, translator.language)


def _name(translator: Translator, result: Result, group: Group) -> str:
    if isinstance(group.key, int):
        return chosen(translator, result.question, group.key)
    return countries.name(group.key, translator.language) if group.key else ""


def _told(number: int | None, *, few: bool = True) -> int | str:
    """A dash for what would tell how many a few are."""
    if number is not None:
        return number
    return FEWER if few else DASH
