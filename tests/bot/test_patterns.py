"""Every regular expression of ours, found in the code, meets text made to hurt it: none takes the loop."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
import handlers
import storage

ROOT = Path(bot.__file__).parents[1]
LENGTH = 4096  # characters, the longest message of Telegram
SECONDS = 0.05  # as long as anything may hold the loop
WHOLE = (
    "a", "1", " ", "\n", "<", "&", "@", ".", "-", "1 ", "1 111", "1.", "1:", "a-", "a.", "a b", "<a ", "\t", ",", "/",
    "://", "а", "ә ", "{", "(", "_", "1-", "'", "a'", "қазан ", "1 қазан ", "1 қазан",
)  # fmt: skip
STARTS = ("", "1", "a", "<", "&", "http://", "a@", "<b ", "1 қазан", "+7", "в ", "сағат ", "a:", "кешкі ")
ENDS = ("", "!", "\nbc", "1")


def compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Those kept under a name, with what was put together at import."""
    for package in (bot, handlers, storage):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" in module.name or module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                several = value if isinstance(value, tuple) else [value]
                for item in several:
                    pattern = item[0] if isinstance(item, tuple) and item else item
                    if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                        yield f"{module.name}.{name}", pattern


def written() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Those written where they are used."""
    for file in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py"), *ROOT.glob("storage/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            owner, first = node.func.value, node.args[0]
            if isinstance(owner, ast.Name) and owner.id == "re" and isinstance(first, ast.Constant):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", re.compile(str(first.value))


PATTERNS = {pattern.pattern: (name, pattern) for name, pattern in [*written(), *compiled()]}


def seconds(pattern: re.Pattern[str], text: str) -> float:
    begun = time.process_time()
    pattern.sub("", text)
    return time.process_time() - begun


@pytest.mark.parametrize(("name", "pattern"), PATTERNS.values(), ids=[name for name, _ in PATTERNS.values()])
def test_no_pattern_is_slow_on_any_text(name: str, pattern: re.Pattern[str]) -> None:
    slow = []
    for start in STARTS:
        for repeated in WHOLE:
            for end in ENDS if len(start) < 2 else ENDS[1:2]:
                text = start + repeated * ((LENGTH - len(start) - len(end)) // len(repeated)) + end
                if (
                    seconds(pattern, text) > SECONDS
                    and min(seconds(pattern, text) for _ in range(3)) > SECONDS
                ):
                    slow.append((start, repeated, end))
        if slow:
            break
    assert not slow


@pytest.mark.parametrize(("name", "pattern"), PATTERNS.values(), ids=[name for name, _ in PATTERNS.values()])
def test_no_group_is_repeated_possessively(name: str, pattern: re.Pattern[str]) -> None:
    """Before Python 3.11.5, as on Debian 12, `(…)*+` matches wrongly (cpython issue 106052), `(?>(…)*)` does not."""
    assert not re.search(r"(?<!\\)\)[*+?}]\+", pattern.pattern)


def test_they_are_found() -> None:
    assert len(PATTERNS) > 50
