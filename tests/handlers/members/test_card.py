"""Cards of all entries, in every language and all letters, and whatever stands on their buttons."""

import datetime as dt

import pytest
from telegram import InlineKeyboardMarkup

from bot.faq.entry import Entry
from bot.faq.library import Library
from bot.text.catalogs import Catalogs
from bot.text.languages import CODES
from bot.text.translator import Translator
from handlers.members.card import Way, card, find, mark, ref
from handlers.screen import LIMIT, Screen
from sandbox.markup import html

LIBRARY = Library.load()
CATALOGS = Catalogs.load()
WAYS = [
    Way(),
    Way("c9", 3),
    Way("s1234567890", 1),
    Way(f"r{mark('kandas-apply')}"),
    Way(rated=True),
    Way(public=True),
]


def translator(code: str) -> Translator:
    found = Translator.coded(CATALOGS, code)
    assert found is not None
    return found


def data(screen: Screen) -> list[str]:
    buttons: InlineKeyboardMarkup | None = screen.buttons
    assert buttons is not None
    return [str(one.callback_data) for row in buttons.inline_keyboard for one in row if one.callback_data]


@pytest.mark.parametrize("code", CODES)
def test_every_card_fits_into_telegrams_limits(code: str) -> None:
    for entry in LIBRARY:
        for way in WAYS:
            shown = card(translator(code), LIBRARY, entry, "otandas_bot", way)
            assert len(shown.text) <= 4096, entry.slug
            assert all(len(one.encode()) <= LIMIT for one in data(shown)), entry.slug


def test_a_long_slug_still_fits_its_buttons() -> None:
    entry = next(iter(LIBRARY))
    long = Entry(**{name: getattr(entry, name) for name in Entry.__slots__} | {"slug": "a" * 60})
    library = Library(LIBRARY.today, {**LIBRARY.entries, long.slug: long}, LIBRARY.categories, LIBRARY.bodies,
                      LIBRARY.figures, LIBRARY.units)  # fmt: skip
    shown = card(translator("kk"), library, long, "otandas_bot", WAYS[2])
    assert all(len(one.encode()) <= LIMIT for one in data(shown))
    assert find(library, ref(long.slug)) is long


def test_the_answer_comes_first_and_the_date_last() -> None:
    entry = LIBRARY.entries["kandas-apply"]
    lines = card(translator("kk"), LIBRARY, entry, "otandas_bot", Way()).text.split("\n\n")
    assert lines[0] == f"<b>{entry.texts['kk'].question}</b>" and lines[1] == entry.texts["kk"].answer
    assert "Тексерілген күні: 2026" in lines[-2]


def test_a_long_entry_is_broken_into_pages_that_together_say_everything() -> None:
    entry = max(LIBRARY, key=lambda one: sum(len(part) for part in one.texts["ru"].parts))
    pages = [
        card(translator("ru"), LIBRARY, entry, "otandas_bot", Way(page=number)).text for number in range(4)
    ]
    assert pages[0] != pages[1]
    for part in entry.texts["ru"].parts:
        assert any(part in page for page in pages)


def test_a_page_beyond_the_last_shows_the_last() -> None:
    entry = LIBRARY.entries["kandas-apply"]
    shown = [
        card(translator("en"), LIBRARY, entry, "otandas_bot", Way(page=number)).text for number in (0, 99)
    ]
    assert len(shown[1]) > 0 and entry.texts["en"].question in shown[1]


def test_an_overdue_entry_says_so() -> None:
    entry = LIBRARY.on(dt.date(2040, 1, 1)).entries["kandas-apply"]
    assert "Дереккөзден анықтап алыңыз" in card(translator("kk"), LIBRARY, entry, "b", Way()).text


def test_markup_survives_the_letters() -> None:
    for entry in LIBRARY:
        for code in ("kl", "ka"):
            html.parse(card(translator(code), LIBRARY, entry, "otandas_bot", Way()).text)


def test_in_a_group_nothing_personal_is_asked() -> None:
    shown = card(translator("kk"), LIBRARY, LIBRARY.entries["kandas-apply"], "otandas_bot", Way(public=True))
    assert not any(one.startswith(("faqr", "ask", "menu")) for one in data(shown))
    assert "Жауап пайдалы болды ма?" not in shown.text
