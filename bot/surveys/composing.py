"""A questionnaire as staff change it: questions added, worded, moved, made to depend on others. Pure.

A question to choose from is typed as lines: the question, then an option on each; of a scale the second and third line
say what its ends mean. Languages meet by the place of the line. An option that is written in no language any more is
gone.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.errors import BotError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from storage.surveys.questionnaire import LOWEST, Condition, Kind, Option, Question

QUESTIONS_MOST, OPTIONS_MOST = 30, 20
TITLE_MOST, TEXT_MOST = 100, 1500  # characters
QUESTION_MOST, OPTION_MOST = 300, 100
SCALES = (3, 5, 7, 10)
TYPED_MOST = QUESTION_MOST + OPTIONS_MOST * (OPTION_MOST + 1)
Questions = Sequence[Question]
WORDLESS = N_("Please write it in words.")
LONG = N_("This line has {length} characters, {most} at most: {line}")
MANY_OPTIONS = N_("{number} options are too many, {most} at most.")
MANY_QUESTIONS = N_("A survey has {most} questions at most.")


def added(questions: Questions, kind: Kind) -> tuple[Question, ...]:
    """With a new one at the end, in place of one there that is not worded yet; BotError when there are enough."""
    if questions and not questions[-1].texts:
        return (*questions[:-1], Question(questions[-1].id, kind))
    if len(questions) >= QUESTIONS_MOST:
        raise BotError(MANY_QUESTIONS, most=QUESTIONS_MOST)
    number = max((question.id for question in questions), default=0) + 1
    return (*questions, Question(number, kind))


def worded(question: Question, language: str, typed: str) -> Question:
    """The question as these lines say it in this language; BotError for what does not fit."""
    said, *rest = [line.strip() for line in typed.splitlines() if line.strip()] or [""]
    if not question.choices and question.kind not in (Kind.CHOICE, Kind.SEVERAL):
        said, rest = " ".join([said, *rest]), []
    _check(said, rest)
    texts = question.texts | {language: said}
    if question.kind is Kind.SCALE:
        ends = zip((LOWEST, question.most), [*rest, "", ""][:2], strict=True)
        return replace(question, texts=texts, options=_options(question, language, dict(ends)))
    numbers = [option.id for option in question.options]
    numbers += range(max(numbers, default=0) + 1, OPTIONS_MOST + max(numbers, default=0) + 1)
    lines = dict(zip(numbers, rest, strict=False))
    return replace(question, texts=texts, options=_options(question, language, lines))


def _check(said: str, rest: list[str]) -> None:
    if not said:
        raise BotError(WORDLESS)
    if len(rest) > OPTIONS_MOST:
        raise BotError(MANY_OPTIONS, number=len(rest), most=OPTIONS_MOST)
    for line, most in ((said, QUESTION_MOST), *((line, OPTION_MOST) for line in rest)):
        if len(line) > most:
            raise BotError(LONG, length=len(line), most=most, line=f"{line[:30]}…")


def _options(question: Question, language: str, lines: dict[int, str]) -> tuple[Option, ...]:
    """Those there were and those there are now, with this language's lines."""
    known = {option.id: option.texts for option in question.options}
    numbers = dict.fromkeys([*known, *lines])
    made = [
        Option(
            number,
            {
                code: said
                for code in LANGUAGES
                if (
                    said := lines.get(number, "") if code == language else known.get(number, {}).get(code, "")
                )
            },
        )
        for number in numbers
    ]
    return tuple(option for option in made if option.texts)


def typed(question: Question, language: str) -> str:
    """The lines it would be typed with, to be copied."""
    lines = [question.text(language), *(option.texts.get(language, "") for option in question.options)]
    return "\n".join(filter(None, lines))


def scaled(question: Question, most: int) -> Question:
    """To so many points; the words of its upper end move along."""
    moved = {question.most: most}
    options = tuple(replace(option, id=moved.get(option.id, option.id)) for option in question.options)
    return replace(question, most=most, options=options)


def put(questions: Questions, changed: Question) -> tuple[Question, ...]:
    """With this one in place of the one of its number."""
    return tuple(changed if question.id == changed.id else question for question in questions)


def without(questions: Questions, number: int) -> tuple[Question, ...]:
    """What hung on it is asked of everybody."""
    left = (question for question in questions if question.id != number)
    return tuple(
        replace(question, condition=None)
        if question.condition and question.condition.question == number
        else question
        for question in left
    )


def moved(questions: Questions, number: int, to: int) -> tuple[Question, ...]:
    """To this place, from 1, within the list."""
    [taken] = [question for question in questions if question.id == number]
    others = [question for question in questions if question.id != number]
    others.insert(min(max(to, 1), len(questions)) - 1, taken)
    return tuple(others)


def may_depend_on(questions: Questions, number: int) -> list[Question]:
    """Those before it that something is chosen in."""
    places = [place for place, question in enumerate(questions) if question.id == number]
    return [question for question in questions[: places[0]] if question.choices] if places else []


def depending(question: Question, earlier: int, choice: int, *, chosen: bool) -> Question:
    """Shown to those who chose this option of an earlier one, too, or no more; of none chosen, to everybody."""
    condition = question.condition
    kept = condition.options if condition and condition.question == earlier else ()
    options = tuple(sorted({*kept, choice} if chosen else set(kept) - {choice}))
    return replace(question, condition=Condition(earlier, options) if options else None)
