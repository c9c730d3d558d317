"""On a phone of 390 × 844 points a reader sees the title, the short answer and the first buttons at once.

Every card, list and menu is laid out by a real Chromium in each language and letters, on the sandbox's page, which cuts
labels as Telegram does.
"""

from typing import Any

import pytest
from playwright.async_api import Browser
from telegram import InlineKeyboardMarkup

from bot.directory.gazetteer import Location
from bot.directory.topics import load as load_topics
from bot.faq.library import Library
from bot.offers import fields, kinds, wording
from bot.text.catalogs import Catalogs
from bot.text.languages import CODES
from bot.text.translator import Translator
from handlers.members import location, menu, places, topics
from handlers.members.card import Way, card, entry_button, listed
from handlers.screen import Screen, button, columns, ticked
from sandbox import Sandbox
from sandbox.control.people import create_people
from tests.browser import browser
from tests.journeys.chat_page import SIZES

__all__ = ["browser"]
pytestmark = pytest.mark.browser

READER, TOKEN = 1001, "4200:fit"
LIBRARY, CATALOGS = Library.load(), Catalogs.load()
ROOM = """() => document.querySelector("[data-testid=messages]").clientHeight"""
# Of each message: its distance from the top to the end of the first row of buttons, and the labels that are cut.
MEASURED = """bubbles => bubbles.map(bubble => bubble.closest(".stack")).map(message => {
  const top = message.getBoundingClientRect().top
  const row = message.querySelector(".keys-row")
  const labels = [...message.querySelectorAll("[data-testid=inline-button] > span:first-child")]
  return {
    text: message.querySelector("[data-testid=message-text]").textContent.slice(0, 60),
    height: row.getBoundingClientRect().bottom - top,
    cut: labels.filter(label => label.scrollWidth > label.clientWidth + 1).map(label => label.textContent),
  }
})"""


def translator(code: str) -> Translator:
    coded = Translator.coded(CATALOGS, code)
    assert coded is not None
    return coded


def cards(code: str) -> list[Screen]:
    """With the most buttons there can be: chosen among several, in a language that is not the reader's own."""
    own = "ru" if code != "ru" else "ka"
    ways = (Way("s1", own=own), Way("q"))
    return [
        card(translator(code), LIBRARY, entry, "otandas_bot", ways[number % 2])
        for number, entry in enumerate(LIBRARY)
    ]


def lists(code: str) -> list[Screen]:
    """Choices, which stand in the text where a label would be cut."""
    reader, entries = translator(code), list(LIBRARY)
    screens = []
    for start in range(0, len(entries), 3):
        lines, rows = listed(
            reader,
            entries[start : start + 3],
            lambda label, entry: entry_button(reader, entry, label, "s1"),
        )
        screens.append(Screen("\n\n".join([reader.t("Which of these do you mean?"), *lines]), rows))
    return [*screens, menu.screen(reader), *place_lists(reader), *choices(reader)]


def choices(reader: Translator) -> list[Screen]:
    """Every topic ticked; the kinds and fields of an offer; common countries."""
    known = load_topics()
    named = [wording.field(reader, slug) for slug in fields.known()]
    named += [reader.label(name) for name in kinds.NAMES.values()]
    offered = columns([button(ticked(name, chosen=True), "x", number) for number, name in enumerate(named)])
    return [
        Screen("…", topics.rows(reader, known, known, "top")),
        Screen("…", offered),
        Screen("…", location.country_buttons(reader, "cty", "DE")),
    ]


def place_lists(reader: Translator) -> list[Screen]:
    """As somebody in Germany and in a country without any place sees them."""
    return [places.listing(reader, Location(code)) for code in ("DE", "NP")]


async def measured(browser: Browser, screens: list[Screen]) -> tuple[float, list[dict[str, Any]]]:
    """The height a phone has for messages, and what was measured of each screen."""
    async with Sandbox.running() as sandbox:
        await sandbox.call(TOKEN, "getMe", {})
        account = sandbox.world.by_token(TOKEN)
        create_people(
            sandbox.world, account, [{"id": READER, "first_name": "Айгерім", "language_code": "kk"}]
        )
        page = await browser.new_page(viewport=SIZES["phone"])  # type: ignore[arg-type]
        await page.goto(f"{sandbox.base_url}/page/#person={READER}&chat={READER}")
        await page.wait_for_selector("[data-testid=messages][data-ready=true]")
        for screen in screens:
            assert isinstance(screen.buttons, InlineKeyboardMarkup)
            status, answer = await sandbox.call(
                TOKEN,
                "sendMessage",
                {
                    "chat_id": READER,
                    "text": screen.text,
                    "parse_mode": "HTML",
                    "link_preview_options": {"is_disabled": True},
                    "reply_markup": screen.buttons.to_dict(),
                },
            )
            assert status == 200, (answer, screen.text)
        messages = page.get_by_test_id("message")
        await messages.nth(len(screens) - 1).wait_for()
        room = await page.evaluate(ROOM)
        seen = await messages.evaluate_all(MEASURED)
        await page.close()
    assert len(seen) == len(screens)
    return room, seen


@pytest.mark.parametrize("code", CODES)
async def test_the_title_the_answer_and_the_first_buttons_are_seen_at_once(
    browser: Browser, code: str
) -> None:
    screens = cards(code)
    for start in range(0, len(screens), 30):  # the page shows so many without being asked for older ones
        room, seen = await measured(browser, screens[start : start + 30])
        assert [shown for shown in seen if shown["height"] > room or shown["cut"]] == []


@pytest.mark.parametrize("code", CODES)
async def test_no_label_of_a_list_is_cut(browser: Browser, code: str) -> None:
    screens = lists(code)
    for start in range(0, len(screens), 30):
        _room, seen = await measured(browser, screens[start : start + 30])
        assert [shown for shown in seen if shown["cut"]] == []
