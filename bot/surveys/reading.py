"""A typed answer, read: options by their number or their words in any letters, points, numbers, places. Pure.

Digits of any script count. BotError says what was expected.
"""

import re

from bot.directory import countries, locations
from bot.directory.locations import Matches
from bot.errors import BotError
from bot.text.skeleton import skeletons
from bot.text.translator import N_
from storage.surveys.questionnaire import LOWEST, Kind, Question
from storage.surveys.responses import Answer

TEXT_MOST = 1000  # characters; whoever listens refuses more
PLACE_MOST = 100
NUMBER_MOST = 1e12
NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,6})?")
SEPARATED = re.compile(r"[,;\n]+")
CHOOSE = N_("Please press one of the buttons, or type its number or its words.")
CHOOSE_SEVERAL = N_("Please press the buttons, or type numbers or words with commas between them.")
POINT = N_("Please type a number from {lowest} to {most}.")
A_NUMBER = N_("Please type a number in figures, for example: 3")
WORDS = N_("Please write it in words.")


def read(question: Question, typed: str) -> Answer:
    """The answer these words are; a place is read by `place`."""
    return {
        Kind.CHOICE: _choice,
        Kind.SEVERAL: _several,
        Kind.SCALE: _point,
        Kind.NUMBER: _number,
        Kind.TEXT: _text,
        Kind.PLACE: _place,
    }[question.kind](question, typed.strip())


def place(typed: str) -> Matches:
    """The country that is meant, or those that may be."""
    return locations.search(typed)


def _choice(question: Question, typed: str) -> Answer:
    chosen = _option(question, typed)
    if chosen is None:
        raise BotError(CHOOSE)
    return Answer((chosen,))


def _several(question: Question, typed: str) -> Answer:
    """Parted by commas or new lines; figures alone also by spaces."""
    figures = typed.split()
    parts = figures if all(map(str.isdecimal, figures)) else SEPARATED.split(typed)
    named = [part for part in map(str.strip, parts) if part]
    chosen = {_option(question, part) for part in named[: len(question.options) + 1]}
    if not chosen or None in chosen:
        raise BotError(CHOOSE_SEVERAL)
    return Answer(tuple(sorted(number for number in chosen if number is not None)))


def _option(question: Question, typed: str) -> int | None:
    """By its words in any language and letters, else by its place in the list."""
    key = skeletons(typed)
    for option in question.options:
        if key and any(skeletons(said) == key for said in option.texts.values()):
            return option.id
    number = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    return question.options[number - 1].id if 0 < number <= len(question.options) else None


def _point(question: Question, typed: str) -> Answer:
    number = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    if number not in question.choices:
        raise BotError(POINT, lowest=LOWEST, most=question.most)
    return Answer((number,))


def _number(question: Question, typed: str) -> Answer:
    written = "".join(typed.split())
    if not NUMBER.fullmatch(written) or abs(number := float(written.replace(",", "."))) > NUMBER_MOST:
        raise BotError(A_NUMBER)
    return Answer(number=number)


def _text(question: Question, typed: str) -> Answer:
    if not typed:
        raise BotError(WORDS)
    return Answer(text=typed)


def _place(question: Question, typed: str) -> Answer:
    meant = place(typed)
    if meant.sure is None:
        raise BotError(WORDS)
    return in_country(meant.sure.country, typed)


def in_country(code: str, typed: str = "") -> Answer:
    """A country; the words are kept where they say more than its name."""
    more = typed[:PLACE_MOST] if typed and countries.named(typed) != code else None
    return Answer(country=code, text=more)
