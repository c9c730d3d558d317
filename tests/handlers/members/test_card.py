"""Cards of all entries, in every language and all letters, and whatever stands on their buttons."""

import datetime as dt
from dataclasses import replace

import pytest
from telegram import InlineKeyboardMarkup

from bot.faq.entry import Entry, Source
from bot.faq.library import Library
from bot.text.catalogs import Catalogs
from bot.text.languages import CODES, LANGUAGES
from bot.text.translator import Translator
from handlers.members.card import LABEL, ORIGIN, Way, beside, card, entry_button, find, listed, mark, ref
from handlers.screen import LIMIT, Screen, button
from sandbox.markup import html

LIBRARY = Library.load()
CATALOGS = Catalogs.load()
WAYS = [
    Way(),
    Way("q"),
    Way("c9"),
    Way("s1234567890"),
    Way(f"m{mark('kandas-apply')}"),
    Way("q", own="ka"),
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


def test_the_answer_comes_first_then_how_folded_then_who_says_so_and_when() -> None:
    entry = LIBRARY.entries["kandas-apply"]
    text = card(translator("kk"), LIBRARY, entry, "otandas_bot", Way()).text
    lines = text.split("\n\n")
    assert lines[:2] == [f"<b>{entry.texts['kk'].question}</b>", entry.texts["kk"].answer]
    folded, last = lines[2].split("</blockquote>\n")
    assert folded.startswith("<blockquote expandable><b>Қадамдар</b>\n1. ")
    assert "Тексерілген күні: 2026" in last and '<a href="https://egov.kz/' in last


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_everything_of_an_entry_in_one_message(language: str) -> None:
    for entry in LIBRARY:
        text = card(translator(language), LIBRARY, entry, "otandas_bot", Way()).text
        assert all(part in text for part in entry.texts[language].parts), entry.slug


@pytest.mark.parametrize("code", CODES)
def test_at_most_four_rows_stand_under_an_answer(code: str) -> None:
    for entry in LIBRARY:
        for way in WAYS:
            buttons = card(translator(code), LIBRARY, entry, "otandas_bot", way).buttons
            assert buttons is not None and 2 <= len(buttons.inline_keyboard) <= 4, (entry.slug, way)


def test_a_card_says_how_far_it_can_be_relied_on() -> None:
    entry = LIBRARY.entries["kandas-apply"]
    press = replace(entry, sources=(Source("Жаңалық", "https://www.zakon.kz/1.html"),))
    signed = replace(entry, signed_off=dt.date(2026, 11, 25))
    for shown, word in ((entry, "Draft: official sources"), (press, "Draft: press"), (signed, "Confirmed")):
        assert word in card(translator("en"), LIBRARY, shown, "otandas_bot", Way()).text


def test_a_source_is_a_link_and_never_markup() -> None:
    sources = (Source("<b>ant & bee</b>", 'https://e.kz/?a="1"&b=2'), Source("Қағаз", ""))
    text = card(
        translator("en"), LIBRARY, replace(LIBRARY.entries["kandas-apply"], sources=sources), "b", Way()
    ).text
    assert (
        '<a href="https://e.kz/?a=&quot;1&quot;&amp;b=2">&lt;b&gt;ant &amp; bee&lt;/b&gt;</a> · Қағаз' in text
    )
    html.parse(text)


@pytest.mark.parametrize("code", CODES)
def test_a_label_that_would_be_cut_becomes_a_number(code: str) -> None:
    entries = list(LIBRARY)
    for start in range(0, len(entries), 8):
        lines, rows = listed(
            translator(code), entries[start : start + 8], lambda label, _: button(label, "x")
        )
        assert all(len(key.text) <= LABEL for row in rows for key in row)
        assert sum(map(len, rows)) == len(entries[start : start + 8])
        assert all(len(row) == 1 for row in rows) if not lines else lines[0].startswith("<b>1.</b> ")


def test_an_overdue_entry_says_so() -> None:
    entry = LIBRARY.on(dt.date(2040, 1, 1)).entries["kandas-apply"]
    assert "Дереккөзден анықтап алыңыз" in card(translator("kk"), LIBRARY, entry, "b", Way()).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_one_warning_a_card_whatever_the_day(language: str) -> None:
    for day in (dt.date(2027, 1, 2), dt.date(2040, 1, 1)):
        later = LIBRARY.on(day)
        for entry in later:
            text = card(translator(language), later, entry, "b", Way()).text
            assert text.count("⚠️") == (1 if entry.overdue or entry.stale else 0), entry.slug


def test_amounts_of_an_earlier_year_are_marked_and_told_once() -> None:
    later = LIBRARY.on(dt.date(2027, 1, 2))
    entry = replace(later.entries["business-grants"], overdue=False)
    text = card(translator("kk"), later, entry, "b", Way()).text
    assert "(2026 жылғы мөлшер)" in text and text.endswith("дереккөзден нақтылаңыз.")


def test_sources_in_the_readers_language_come_first() -> None:
    sources = (
        Source("Б", "https://b.kz", lang="ru"),
        Source("В", "https://c.kz"),
        Source("A", "https://a.kz", lang="en"),
    )
    entry = replace(LIBRARY.entries["fraud"], sources=sources)
    for language, order in (("ru", "БВA"), ("en", "AБВ"), ("kk", "БВA")):
        text = card(translator(language), LIBRARY, entry, "b", Way()).text
        assert sorted(order, key=lambda title: text.index(f">{title}</a>")) == list(order)


def test_markup_survives_the_letters() -> None:
    for entry in LIBRARY:
        for code in ("kl", "ka"):
            html.parse(card(translator(code), LIBRARY, entry, "otandas_bot", Way()).text)


def test_in_a_group_nothing_personal_is_asked() -> None:
    shown = card(translator("kk"), LIBRARY, LIBRARY.entries["kandas-apply"], "otandas_bot", Way(public=True))
    assert not any(one.lstrip("+").startswith(("faqr", "ask", "menu")) for one in data(shown))


def test_what_belongs_to_an_entry_is_opened_from_it_however_long_their_names_are() -> None:
    said = translator("ru")
    for entry in LIBRARY:
        for other in LIBRARY.related(entry.slug):
            opens = entry_button(said, other, "Открыть", beside(entry))
            shown = card(said, LIBRARY, other, "otandas_bot", Way(beside(entry)))
            assert all(len(each.encode()) <= LIMIT for each in [str(opens.callback_data), *data(shown)])


@pytest.mark.parametrize("way", WAYS)
def test_where_a_card_was_opened_from_is_known_again(way: Way) -> None:
    assert not way.origin or ORIGIN.fullmatch(way.origin)


@pytest.mark.parametrize("forged", ["x", "q1", "c" + "9" * 30, "s" + "9" * 19, "m" + "a" * 21, "m~xyz", "²"])
def test_a_forged_origin_would_make_no_button_too_long(forged: str) -> None:
    """It comes back in the card's own buttons."""
    assert ORIGIN.fullmatch(forged) is None
