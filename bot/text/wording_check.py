"""Words that would reach people in the wrong language: English in the code past the catalogs, English in a translation.

The first is read from the code itself: a literal text given to what shows a screen, a button or an answer. The second
looks for Latin words in Kazakh (Cyrillic) and Russian sentences, outside places, commands, addresses and `FOREIGN`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message

# What shows a text: the place of the text among the arguments.
SHOWN = {
    "Screen": 0,
    "button": 0,
    "part": 0,
    "InlineKeyboardButton": 0,
    "KeyboardButton": 0,
    "answer": 2,
    "send_message": 1,
    "reply_text": 0,
}
CYRILLIC = ("kk", "ru")
# Names, and what is typed as it stands.
FOREIGN = frozenset(
    (
        "Telegram",
        "Otandas",
        "BotFather",
        "Stars",
        "TOML",
        "CSV",
        "ID",
        "UTC",
        "PDF",
        "HTML",
        "cron",
        "Cron",
        "mon",
        "fri",
        "forward",
    )
)
NO_WORDS = re.compile(r"<[^<>]*>|\{[^{}]*\}|https?://\S+|/[a-z_]+|@\w+|\b[a-z_]+\.[a-z_]+\b|&\w+;")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]|[A-Za-z]{2} [A-Za-z]")  # and no word of the program, as a button's verb is


def past_the_catalogs(root: Path, package: str) -> Iterator[str]:
    """A line for each text in the code that no translator sees."""
    for file in sorted((root / package).rglob("*.py")):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for call in (node for node in nodes if isinstance(node, ast.Call)):
            text = _shown(call)
            if text and SENTENCE.search(NO_WORDS.sub(" ", text)):
                place = f"{file.relative_to(root)}:{call.lineno}"
                yield f"{place}: {text.strip()!r}: goes through no catalog; word it with context.t or label"


def english_words(message: Message) -> Iterator[str]:
    """The reasons why this translation is not all in its language."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    for form in forms:
        words = ENGLISH.findall(NO_WORDS.sub(" ", form or ""))
        yield from (f"{word!r} is English; translate it" for word in words if word not in FOREIGN)


def _shown(call: ast.Call) -> str | None:
    """The literal part of the text it shows."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = SHOWN.get(name)
    if place is None or len(call.args) <= place:
        return None
    return " ".join(_literals(call.args[place]))


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _literals(part)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
