"""A survey in words, for one reader and in their letters: its questions, their answers, what all answered. HTML."""

from html import escape

from bot.directory import countries
from bot.stats.figures import FEW
from bot.surveys.results import Group, Result
from bot.text.translator import N_, Translator
from storage.surveys.questionnaire import LOWEST, Kind, Question
from storage.surveys.responses import Answer
from storage.surveys.surveys import Survey

SIGN = "📋"  # the same sign for the same thing
BAR, LENGTH = "▇", 10
HINTS = {
    Kind.SEVERAL: N_("Choose one or more, then press Next."),
    Kind.TEXT: N_("Type your answer."),
    Kind.NUMBER: N_("Type a number."),
    Kind.PLACE: N_("Type a country or a city, or send your location: only the country is kept of it."),
}
KINDS = {
    Kind.CHOICE: N_("one of several"),
    Kind.SEVERAL: N_("any of several"),
    Kind.SCALE: N_("a scale"),
    Kind.TEXT: N_("words"),
    Kind.NUMBER: N_("a number"),
    Kind.PLACE: N_("a country or city"),
}
DASH = "–"
HIDDEN = N_("fewer than {few}")


def text(translator: Translator, survey: Survey, part: str) -> str:
    """As staff wrote it in the reader's language, in their letters."""
    return translator.letters(escape(survey.text(translator.language, part), quote=False))


def title(translator: Translator, survey: Survey) -> str:
    return f"<b>{text(translator, survey, 'title')}</b>"


def asked(translator: Translator, question: Question) -> str:
    return translator.letters(escape(question.text(translator.language), quote=False))


def label(translator: Translator, question: Question, choice: int) -> str:
    """What an option says, or a point with its words; plain."""
    said = translator.letters(question.label(choice, translator.language))
    if question.kind is Kind.SCALE:
        return f"{choice} ({said})" if said else str(choice)
    return said or str(choice)


def question(translator: Translator, question: Question, *, numbered: bool) -> str:
    """The question, its options where buttons are too narrow for them, and what is expected."""
    lines = [f"<b>{asked(translator, question)}</b>"]
    if question.kind is Kind.SCALE:
        ends = (choice for choice in (LOWEST, question.most) if question.label(choice, translator.language))
        lines += [escape(label(translator, question, choice), quote=False) for choice in ends]
    elif numbered:
        lines += [
            f"{place}. {escape(label(translator, question, choice), quote=False)}"
            for place, choice in enumerate(question.choices, 1)
        ]
    hints = [translator.t(HINTS[question.kind])] if question.kind in HINTS else []
    if not question.required:
        hints.append(translator.t("You may skip this question."))
    return "\n\n".join(filter(None, ["\n".join(lines), " ".join(hints)]))


def answer(translator: Translator, question: Question, answer: Answer | None) -> str:
    """As HTML; what was typed stays in the letters it was typed in."""
    if answer is None or answer.empty:
        return translator.t("not answered")
    if answer.country:
        more = f" ({escape(answer.text, quote=False)})" if answer.text else ""
        return country(translator, answer.country) + more
    if answer.number is not None:
        return figure(translator, answer.number)
    if answer.text is not None:
        return escape(answer.text, quote=False)
    said = [label(translator, question, choice) for choice in answer.options]
    return escape(", ".join(said), quote=False)


def figure(translator: Translator, number: float) -> str:
    """Two digits after the comma at most, as the language writes them."""
    return translator.words.number(round(number, 2))


def country(translator: Translator, code: str) -> str:
    return f"{countries.flag(code)} {translator.letters(countries.name(code, translator.language))}"


def result(translator: Translator, result: Result, place: int) -> str:
    """What all answered to one question, as bars of text."""
    lines = [f"<b>{place}. {asked(translator, result.question)}</b>"]
    if result.people is None:
        return "\n".join(
            [*lines, translator.t("Fewer than {few} people answered; their answers are not told.", few=FEW)]
        )
    lines.append(translator.tn("{n} person answered", "{n} people answered", result.people))
    lines += [_bar(translator, result, group) for group in result.groups]
    if result.mean is not None:
        lines.append(translator.t("On average: {number}", number=figure(translator, result.mean)))
    return "\n".join(lines)


def _bar(translator: Translator, result: Result, group: Group) -> str:
    said = group_name(translator, result.question, group)
    if group.number is None or not result.people:
        return f"{said}: {_hidden(translator, group) if group.number is None else 0}"
    share = group.number / result.people
    bar = f"{BAR * round(share * LENGTH)} ".lstrip()
    return f"{said}: {bar}{share * 100:.0f}\u00a0% ({translator.words.number(group.number)})"


def _hidden(translator: Translator, group: Group) -> str:
    """A few, or a number by which a few could be worked out."""
    return translator.t(HIDDEN, few=FEW) if group.few else translator.t("not shown")


def group_name(translator: Translator, question: Question, group: Group) -> str:
    if isinstance(group.key, int):
        return escape(label(translator, question, group.key), quote=False)
    return country(translator, group.key) if group.key else "?"
