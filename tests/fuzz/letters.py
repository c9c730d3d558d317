"""Transliteration, and the cutter of markup."""

from typing import Any

from hypothesis import strategies as st

from bot.text.markup import cut, fault, visible
from bot.text.scripts import to_arabic, to_latin
from sandbox.markup import html as telegram
from tests.fuzz.rounds import Target, briefly
from tests.fuzz.texts import PIECES, TEXT

TAGS = ("b", "i", "code", 'a href="https://egov.kz/"')
WORDS = TEXT.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(TAGS), inside).map(
        lambda made: f"<{made[0]}>{made[1]}</{made[0].split()[0]}>"
    )


MARKUP = st.recursive(
    WORDS, lambda inner: _element(inner) | st.lists(inner, max_size=6).map("".join), max_leaves=20
)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(made: Any) -> None:
    """What Telegram reads is whole, short enough, and the beginning; of anything else at least as much as it takes."""
    text, limit = made
    kept = briefly(lambda: cut(text, limit))
    if fault(text) is None:
        telegram.parse(kept)
        seen, whole = visible(kept), visible(text)
        assert _units(seen) <= limit
        assert seen == whole or (seen.endswith("…") and whole.startswith(seen[:-1]))


def _turned(text: str) -> None:
    """Markup stays what it is."""
    latin, arabic = briefly(lambda: to_latin(text)), briefly(lambda: to_arabic(text))
    if fault(text) is None:
        assert fault(latin) is None
        assert fault(arabic) is None
        telegram.parse(latin)
        telegram.parse(arabic)


TARGETS = {
    "cutter": Target(st.tuples(MARKUP | TEXT, st.integers(1, 60) | st.sampled_from([1024, 4096])), _cut),
    "letters": Target(MARKUP | TEXT | st.sampled_from(PIECES), _turned),
}
