"""Words that would reach people in the wrong language: English in the code past the catalogs, English in a translation,
and words of the trade in any.

The first is read from the code itself: a literal text given to what shows a screen, a button or an answer, and, where
all that is written is for people (`SCREENS`), any that begins as a sentence does, wherever it is kept until shown.
The others are looked for in the sentences, outside places, commands, addresses and `FOREIGN`.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Message

KEYWORDS = {  # what looks a sentence up in the catalogs, and which of its arguments are sentences
    "t": None,
    "label": None,
    "tn": (1, 2),
    "plural": (1, 2),
    "BotError": None,
    "N_": None,
    "Sentence": None,
}
SCREENS = tuple(map(Path, ("handlers", "bot/crisis", "bot/events", "bot/inbox", "bot/offers", "bot/surveys")))
# What shows a text: the place of the text among the arguments.
SHOWN = {
    "Screen": 0,
    "button": 0,
    "part": 0,
    "InlineKeyboardButton": 0,
    "KeyboardButton": 0,
    "answer": 2,
    "link": 0,
    "send_message": 1,
    "reply_text": 0,
    "edit_message_text": 0,
}
ADDED = ("append", "insert")  # methods that add a line to what will be shown, where all is for people
NAMED = ("text", "caption")  # arguments by these names are shown, whoever takes them
JOINED = ("join", "format", "strip")  # methods that give back the text they are given
UNREAD = ("log", "structlog", "re")  # whose texts nobody reads on a screen
CYRILLIC = ("kk", "ru")
# Names, and what is typed as it stands.
FOREIGN = frozenset(
    (
        "Telegram",
        "Google",
        "Outlook",
        "Calendar",
        "Otandas",
        "BotFather",
        "Stars",
        "TOML",
        "CSV",
        "ID",
        "UTC",
        "PDF",
        "HTML",
        "mon",
        "fri",
        "jan",
        "jul",
    )
)
NO_WORDS = re.compile(
    r"<[^<>]*>|\{[^{}]*\}|https?://\S+|/[a-z_]+|@\w+|\b[a-z_]+\.[a-z_]+\b|&\w+;|\b[A-Z]\w+/[A-Z]\w+\b"
)
# A Latin "c" for a Cyrillic one looks alike, and is not found.
WORD = re.compile(r"\w+")
MIXED = re.compile(r"[^\W\d_a-zA-Z][a-zA-Z]|[a-zA-Z][^\W\d_a-zA-Z]")  # within a word
ENGLISH = re.compile(r"[A-Za-z]{2,}")
LETTERS = "А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі"
SENTENCE = re.compile(rf"[A-Z][a-z]|[A-Za-z]{{2}} [A-Za-z]|[{LETTERS}]{{2}}")  # no verb of a button
BEGINS = re.compile(rf"^[^\w]*([A-Z][a-z']* |[A-Z][a-z]+\W*$|[{LETTERS}]{{2}})")
TECHNICAL = re.compile(
    r"\b(\w+(?:Error|Exception)|cron\w*|JSON|API|SQL|null|UUID|traceback|stack ?trace|exception|callback|webhook"
    r"|payload|timeout|regexp?|parser?|backend|boolean|[a-z]+_[a-z_]+|0x[0-9a-f]+)\b",
    re.IGNORECASE,
)


def past_the_catalogs(root: Path, package: str) -> Iterator[str]:
    """A line for each text in the code that no translator sees."""
    for file in sorted((root / package).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for_people = any(file.is_relative_to(root / room) for room in SCREENS)
        shown = (text for node in ast.walk(tree) for text in _shown(node, for_people=for_people))
        texts = {text: list(_literals(text)) for text in shown}
        if for_people:
            seen = set(chain.from_iterable(texts.values()))
            texts |= {
                part: [part] for part in _kept(tree) if part not in seen and BEGINS.search(str(part.value))
            }
        for text, parts in sorted(texts.items(), key=lambda item: (item[0].lineno, item[0].col_offset)):
            said = " ".join(str(part.value) for part in parts)
            if SENTENCE.search(_plain(said)):
                place = f"{file.relative_to(root)}:{text.lineno}"
                yield f"{place}: {said.strip()!r}: goes through no catalog; word it with context.t or label"


def english_words(message: Message) -> Iterator[str]:
    """The reasons why this translation is not all in its language."""
    words = (word for word in _words(message, ENGLISH) if word not in FOREIGN)
    yield from (f"{word!r} is English; translate it" for word in words)


def mixed_letters(message: Message) -> Iterator[str]:
    """The words of this sentence in two alphabets at once."""
    for word in filter(MIXED.search, _words(message, WORD)):
        yield f"{word!r} mixes Latin letters with others that look alike"


def technical_words(message: Message) -> Iterator[str]:
    """The reasons why this sentence is not for people who do not write programs."""
    for word in _words(message, TECHNICAL):
        yield f"{word!r} is a word of programmers; say what it means for the reader"


def _words(message: Message, pattern: re.Pattern[str]) -> Iterator[str]:
    """What is found in the words of each form."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    for form in forms:
        yield from pattern.findall(NO_WORDS.sub(" ", form or ""))


def _plain(text: str) -> str:
    words = NO_WORDS.sub(" ", text)
    return " ".join(part for part in words.split() if part.strip(".,:;()") not in FOREIGN)


def _shown(node: ast.AST, *, for_people: bool) -> Iterator[ast.expr]:
    """The texts this call shows."""
    if not isinstance(node, ast.Call):
        return
    place = SHOWN.get(_name(node))
    yield from () if place is None else node.args[place : place + 1]
    yield from (named.value for named in node.keywords if named.arg in NAMED)
    yield from node.args[-1:] if for_people and _name(node) in ADDED else ()


def _literals(node: ast.AST) -> Iterator[ast.Constant]:
    """The literal texts that stand in a value; what another call makes of its own is not looked into."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _within((node.body, node.orelse))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in JOINED:
        yield from _within((node.func.value, *node.args))
    elif isinstance(
        node, (ast.JoinedStr, ast.BinOp, ast.BoolOp, ast.List, ast.Tuple, ast.Starred, ast.GeneratorExp)
    ):
        yield from _within(ast.iter_child_nodes(node))


def _within(nodes: Iterable[ast.AST]) -> Iterator[ast.Constant]:
    for node in nodes:
        yield from _literals(node)


def _kept(node: ast.AST) -> Iterator[ast.Constant]:
    """Every literal text but those that are looked up, logged, or read by programmers: docstrings, annotations."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for child in ast.iter_child_nodes(node):
        if not _unread(node, child):
            yield from _kept(child)


def _unread(node: ast.AST, child: ast.AST) -> bool:
    """Whether nobody reads on a screen what this part of a node says."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.Call):
        owner = getattr(getattr(node.func, "value", None), "id", None)
        return _name(node) in KEYWORDS or owner in UNREAD or _name(node) in ("TypeVar", "cast")
    for_programmers = isinstance(child, ast.FunctionDef) and child.name == "__repr__"
    annotation = child in (getattr(node, "annotation", None), getattr(node, "returns", None))
    return for_programmers or annotation or _exported(node) or isinstance(node, (ast.Assert, ast.Compare))


def _exported(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
