"""/offers: filtered, searched in any letters, matched with reasons, proposed once, taken back, as file and figures."""

from typing import Any

import pytest

from bot.offers import introductions
from bot.offers.introductions import State
from sandbox import Person
from storage.offers import introductions as introduction_rows
from storage.offers import offers
from storage.offers.introductions import Introduction
from storage.staff import audit
from tests.bot.offers.people import GIVES, SEEKS, offer, pair
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, owner
from tests.handlers.staff.test_composer import taps


async def planted(bot: RunningBot) -> None:
    """A request (1), what fits it (2), and what does not (3, 4)."""
    async with bot.services.database.begin() as tx:
        await pair(tx)
        await offer(
            tx, 6003, "give", field="sport", kind="volunteering", text="Шахмат үйретемін", country="TR"
        )
        await offer(tx, 6004, "give", contact="+77001234567", text="=1+1", field="law", kind="expertise")


async def opens(bot: RunningBot, language: str = "en") -> Person:
    dina = await owner(bot, language)
    await dina.says("/offers")
    await dina.sees("🤝")
    return dina


async def proposed(bot: RunningBot) -> list[Introduction]:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        return await introduction_rows.of_offer(tx, 1)


async def deeds(bot: RunningBot) -> list[tuple[str, str]]:
    async with bot.services.database.connect() as tx:
        listed, _ = await audit.deeds(tx, 20)
    return [(deed.action, deed.subject) for deed in listed if deed.action.startswith("offer.")]


async def test_without_offers_it_says_so(bot: RunningBot) -> None:
    dina = await opens(bot, "kk")
    assert "Әзірге өтінім жоқ" in (await dina.chat())[-1]["text"]


async def test_filters_narrow_the_list(bot: RunningBot) -> None:
    await planted(bot)
    dina = await opens(bot)
    assert "Offers: 4" in (await dina.chat())[-1]["text"]
    await taps(dina, ("Request", "Offers: 1"), ("Both", "Offers: 4"), ("all kinds", "of which kind?"))
    await taps(dina, ("Volunteering 1", "Offers: 1"))
    assert "Шахмат" in (await dina.chat())[-1]["text"]
    await taps(dina, ("Volunteering", "of which kind?"), ("all kinds", "Offers: 4"))
    await taps(dina, ("all countries", "from which country?"), ("🇹🇷 Türkiye 1", "Offers: 1"))
    await taps(
        dina, ("🇹🇷", "from which country?"), ("all countries", "Offers: 4"), ("Paused", "no such offer")
    )


@pytest.mark.parametrize("typed", ["шахмат", "shahmat", "شاحمات", "Түркия", "3", "спорт"])
async def test_a_search_in_any_letters_finds_it(bot: RunningBot, typed: str) -> None:
    await planted(bot)
    dina = await opens(bot)
    await dina.says(typed)
    found = await dina.sees("Found for")
    assert [label for label in labels(found) if label[-1].isdigit()] == ["🤲 3"]
    await taps(dina, ("🤲 3", "Шахмат үйретемін"))


async def test_nothing_found_says_so(bot: RunningBot) -> None:
    dina = await opens(bot)
    await dina.says("<b>100%")
    await dina.sees("Nothing was found for “<b>100%”.")


async def test_what_fits_is_counted_reasoned_and_proposed_once(bot: RunningBot) -> None:
    await planted(bot)
    dina = await opens(bot)
    await dina.says("1")
    await taps(dina, ("🔎 1", "1 offer fits this request."))
    shown = await taps_to(dina, ("What fits: 1", "Why: the same kind, the same field, the same country"))
    assert "a common language" in shown["text"] and "common words" in shown["text"]
    await taps(dina, ("Introduce No. 2", "Both are asked and read"))
    assert await proposed(bot) == []
    await taps(dina, ("Ask both", "Both are asked. What comes of it"))
    await bot.sends(dina, "An older screen", "Again", "ofp1:1:2")
    await dina.presses("Again")
    await dina.sees("Both are asked. What comes of it")
    assert [State(each.state) for each in await proposed(bot)] == [State.ASKED]
    assert await deeds(bot) == [("offer.proposed", "1 + 2")]
    await taps(dina, ("Open the offer", "⏳ with No. 2: both were asked"))
    assert "0 offers fit this request." in (await dina.chat())[-1]["text"]
    await taps(dina, ("Take back: No. 2", "wait for an answer: 0"))
    assert [State(each.state) for each in await proposed(bot)] == [State.CANCELED]
    assert await deeds(bot) == [("offer.introduction_canceled", "1 + 2"), ("offer.proposed", "1 + 2")]


async def taps_to(person: Person, step: tuple[str, str]) -> dict[str, Any]:
    await person.presses(step[0])
    return await person.sees(step[1])


async def test_after_a_no_they_are_not_proposed_again(bot: RunningBot) -> None:
    await planted(bot)
    async with bot.services.database.begin() as tx:
        introduction = await introductions.propose(tx, 1, 2, 7, NOW)
        declining = await offers.get(tx, 2)
        assert introduction and declining
        await introductions.answer(tx, introduction.id, declining, NOW, agrees=False)
    dina = await opens(bot)
    await bot.sends(dina, "An older screen", "Again", "ofp1:1:2")
    await dina.presses("Again")
    await dina.sees("These two cannot be introduced")
    assert [State(each.state) for each in await proposed(bot)] == [State.DECLINED]


async def test_no_name_contact_or_number_of_a_member_is_shown_or_written_to_the_file(bot: RunningBot) -> None:
    await planted(bot)
    dina = await opens(bot)
    await dina.presses("As a file")
    message = await dina.sees("")
    content = bot.sandbox.world.files.get(message["document"]["file_id"]).content.decode("utf-8-sig")
    assert "'=1+1" in content and ",=1+1" not in content
    for number in "1234":
        await bot.sends(dina, "A card", f"Open {number}", f"ofc:{number}")
        await dina.presses(f"Open {number}")
        await dina.sees(f"Offer No. {number}")
    for secret in ("+77001234567", str(SEEKS), str(GIVES), "6004"):
        assert secret not in content and secret not in str([each["text"] for each in await dina.chat()])
    assert ("offer.table", "4") in await deeds(bot)


@pytest.mark.parametrize(
    ("role", "may"), [("approver", True), ("operator", True), ("editor", False), ("analyst", False)]
)
async def test_only_named_staff_see_offers_and_only_owners_the_file(
    bot: RunningBot, role: str, may: bool
) -> None:
    await planted(bot)
    marat = await colleague(bot, "Marat", 778, role, "en")
    await marat.says("/offers")
    if not may:
        await marat.sees("Offers are shown to owners, approvers and operators only.")
        return
    assert "🧾 As a file" not in labels(await marat.sees("Offers: 4"))
    await bot.sends(marat, "A card", "File", "ofcsv:open:-:-:-:-")
    await marat.presses("File")
    await marat.sees("Only owners take offers as a file.")


async def test_figures_hide_what_is_of_a_few(bot: RunningBot) -> None:
    await planted(bot)
    dina = await opens(bot)
    text = (await taps_to(dina, ("Figures", "Open offers")))["text"]
    assert "Open offers: < 5" in text and "Germany" not in text and "Given:" not in text
    async with bot.services.database.begin() as tx:
        for number in range(6):
            await offer(tx, 7000 + number, "give")
            await offer(tx, 8000 + number, "seek", country="KZ")
    await dina.says("/stats")
    await dina.sees("Members")
    text = (await taps_to(dina, ("🤝 Offers", "Open offers: 16")))["text"]
    assert "Given: 9, sought: 7" in text and "Germany: 9" in text
    assert "Türkiye" not in text and "Kazakhstan" not in text  # whose number would tell the other's
    assert "others, among them groups under 5: 7" in text
