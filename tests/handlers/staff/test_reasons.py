"""Why deliveries did not arrive, in the reader's words."""

import pytest

from bot.text.catalogs import Catalogs
from bot.text.translator import Translator
from handlers.staff.sent.report import KNOWN, counted


@pytest.fixture(scope="module")
def kazakh() -> Translator:
    return Translator.of(Catalogs.load(), "kk")


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("Forbidden: bot was blocked by the user", "• мүше ботты бұғаттаған: 40"),
        ("Bad Request: chat not found", "• мүше бұл ботқа ешқашан жазбаған не чат енді жоқ: 40"),
        ("Forbidden: bot was kicked from the supergroup chat", "• бот топта енді жоқ: 40"),
        ("Bad Request: <new> words", "• Telegram жауабы: «Bad Request: &lt;new&gt; words»: 40"),
    ],
)
def test_telegrams_words_are_told_in_the_readers(kazakh: Translator, reason: str, line: str) -> None:
    assert counted(kazakh, reason, 40) == line


def test_the_words_are_looked_for_in_small_letters() -> None:
    assert all(words == words.lower() for words, _ in KNOWN)
