"""The words staff send are on the cards, and nothing takes the place of what was written unasked."""

import random

import pytest

from sandbox import Person
from sandbox.world.faults import Fault, FaultKind
from storage.broadcasts import drafts
from tests.handlers.running_bot import OWNER, RunningBot
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_approval import MARAT, strict, submits, texts
from tests.handlers.staff.test_composer import PIXEL, begun, taps

__all__ = ["strict"]


async def kazakh(bot: RunningBot) -> str:
    return str((await latest(bot)).content["kk"]["text"])


async def with_a_text(bot: RunningBot, text: str = "Бірінші мәтін") -> Person:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.says(text)
    await dina.sees("✓ Kazakh")
    return dina


@pytest.mark.parametrize(
    ("choice", "shown", "kept"),
    [
        ("Put it in place of the text", "✓ Kazakh: 13", "Екінші мәтін."),
        ("Add it below the text", "✓ Kazakh: 28", "Бірінші мәтін\n\nЕкінші мәтін."),
        ("It is not for the draft", "The draft stays as it was.", "Бірінші мәтін"),
    ],
)
async def test_a_second_message_asks_what_it_is_for(
    bot: RunningBot, choice: str, shown: str, kept: str
) -> None:
    dina = await with_a_text(bot)
    await dina.says("Екінші мәтін.")
    asked = await dina.sees("There is a text in Kazakh already.")
    assert "Екінші мәтін." in asked["text"] and await kazakh(bot) == "Бірінші мәтін"
    await taps(dina, (choice, shown))
    assert await kazakh(bot) == kept


async def test_a_text_opened_again_is_not_replaced_unasked_either(bot: RunningBot) -> None:
    dina = await with_a_text(bot)
    await taps(dina, ("Back", "Draft No. 1"), ("✓ Kazakh", "Бірінші мәтін"))
    await dina.says("иә, келемін")
    await dina.sees("There is a text in Kazakh already.")
    assert await kazakh(bot) == "Бірінші мәтін"


async def test_formatting_stays_in_its_place_when_a_text_is_added(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.says("😀 <b>Сәлем</b>", html=True)
    await dina.sees("✓ Kazakh")
    await dina.says("😀 <i>қош</i>", html=True)
    await taps(dina, ("Add it below the text", "✓ Kazakh"))
    kept = (await latest(bot)).content["kk"]
    assert kept["text"] == "😀 Сәлем\n\n😀 қош"
    spans = [(entity["type"], entity["offset"], entity["length"]) for entity in kept["entities"]]
    assert spans == [("bold", 3, 5), ("italic", 13, 3)]


async def test_a_choice_that_is_out_of_date_takes_nothing(bot: RunningBot) -> None:
    dina = await with_a_text(bot)
    await dina.says("Екінші")
    first = await dina.sees("There is a text in Kazakh already.")
    await dina.says("Үшінші")
    await dina.sees("Үшінші")
    await dina.presses("Put it in place of the text", under=first)
    await dina.sees("What you sent is not at hand any more")
    assert await kazakh(bot) == "Бірінші мәтін"


@pytest.mark.parametrize(("sign", "first"), [("", "ә" * 4096), ("\n", "Сөз. " * 800), (" ", "Сөз, " * 800)])
async def test_pieces_of_a_text_that_the_client_cut_are_one_text(
    bot: RunningBot, sign: str, first: str
) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.says(first)
    await dina.says("соңы")
    await dina.sees("Kazakh: 4,")
    await bot.settled()
    assert await kazakh(bot) == f"{first.strip()}{sign}соңы"
    assert sum("There is a text" in message["text"] for message in await dina.chat()) == 0


async def test_editing_the_message_edits_the_draft(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    sent = await dina.says("Қате мтін")
    await dina.sees("✓ Kazakh")
    await dina.edits(sent, "Дұрыс мәтін")
    await dina.sees("Дұрыс мәтін")
    await bot.settled()
    assert await kazakh(bot) == "Дұрыс мәтін"
    await dina.says("басқа")
    await taps(dina, ("Add it below the text", "✓ Kazakh"))
    await dina.edits(sent, "Тағы")
    await dina.sees("The draft did not follow this edit")
    assert await kazakh(bot) == "Дұрыс мәтін\n\nбасқа"


async def test_a_picture_leaves_the_text_and_its_caption_asks(bot: RunningBot) -> None:
    dina = await with_a_text(bot)
    await dina.sends_file(PIXEL, "a.png")
    await dina.sees("1 file")
    assert await kazakh(bot) == "Бірінші мәтін"


async def test_after_the_link_buttons_nothing_is_awaited(bot: RunningBot) -> None:
    dina = await with_a_text(bot)
    await taps(dina, ("Link buttons", "one on each line"))
    await dina.says("Өтініш - https://egov.kz")
    await dina.sees("Draft No. 1")
    await dina.says("рақмет")
    await bot.settled()
    assert await kazakh(bot) == "Бірінші мәтін"


async def test_the_words_are_on_the_cards(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    long = "Құрметті отандастар! " + "Ұзақ хабар. " * 40 + "Соңы."
    await dina.says(f"<b>{long}</b>", html=True)
    own = await dina.sees("✓ Kazakh")
    assert long in own["text"] and f"<b>{long}</b>" in own["html"]
    await dina.presses("Back")
    card = await dina.sees("Draft No. 1")
    assert "Құрметті отандастар!" in card["text"] and "…" in card["text"] and "Соңы." not in card["text"]


async def test_the_confirmation_stands_under_the_texts_as_members_will_get_them(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"])
    dina = await owner(bot, "en")
    await texts(bot, OWNER)
    await dina.says("/broadcasts")
    await taps(dina, ("✏️ 1", "Draft No. 1"), ("Check and send", "Please confirm"))
    *_, first, second, third, last = await dina.chat()
    assert [message["text"] for message in (first, second, third)] == ["Hello"] * 3
    assert "Please confirm" in last["text"]


async def test_what_telegram_refuses_is_said_before_it_is_sent(bot: RunningBot) -> None:
    await members_of(bot, ["kk"])
    dina = await owner(bot, "en")
    content = {"kk": {"text": "Сәлем", "media": [{"type": "photo", "file_id": "gone"}]}}
    async with bot.services.database.begin() as tx:
        await drafts.begin(tx, OWNER, NOW, content=content, fallback=["kk"])
    [account] = bot.sandbox.world.accounts.values()
    refusal = "Bad Request: PHOTO_INVALID_DIMENSIONS"
    account.faults.add(Fault(FaultKind.BAD_REQUEST, "sendphoto", description=refusal))
    await dina.says("/broadcasts")
    await taps(
        dina, ("✏️ 1", "Draft No. 1"), ("Check and send", "Telegram refuses it: Photo_invalid_dimensions")
    )
    assert (await latest(bot)).state == "draft"


async def test_the_approver_has_all_three_texts_before_the_card(strict: RunningBot) -> None:
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    await texts(strict, OWNER)
    await submits(dina, "Sent to 1 colleague")
    *_, first, second, third, card = await marat.chat()
    assert [message["text"] for message in (first, second, third)] == ["Hello"] * 3
    assert "For your approval" in card["text"]


async def test_a_text_that_its_approver_was_not_shown_is_shown_and_not_approved(strict: RunningBot) -> None:
    dina = await owner(strict, "en")
    marat = await colleague(strict, "Marat", MARAT, "approver", "en")
    await texts(strict, OWNER)
    await strict.settled()
    await marat.blocks()
    await submits(dina, "no colleague could be reached")
    await marat.unblocks()
    draft = await latest(strict)
    await strict.sends(marat, "forged", "yes", f"bc:{draft.id}:yes:{draft.version}")
    await marat.presses("yes")
    await marat.sees("For your approval")
    assert (await latest(strict)).state == "review"
    assert sum(message["text"] == "Hello" for message in await marat.chat()) == 3
    await taps(marat, ("Approve", "Approved"))


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_two_colleagues_do_nothing_goes_out_that_its_approver_was_not_shown(
    strict: RunningBot, seed: int
) -> None:
    """Edits, submissions, undoing, declining and old or forged buttons in any order."""
    chance = random.Random(seed)
    dina = await owner(strict, "en")
    marat = await colleague(strict, "Marat", MARAT, "approver", "en")
    await texts(strict, OWNER)
    for step in range(14):
        draft = await latest(strict)
        if draft.approved_by:
            break
        old = chance.randint(max(1, draft.version - 1), draft.version)
        act = chance.choice(("edit", "edit one", "submit", "undo", "yes", "yes", "ok", "no"))
        if act in ("edit", "edit one"):
            named = ("kk", "ru", "en") if act == "edit" else (chance.choice(("kk", "ru", "en")),)
            content = {
                **draft.content,
                **{language: {"text": f"Text {step} {language}"} for language in named},
            }
            async with strict.services.database.begin() as tx:
                await drafts.save(tx, draft, OWNER, NOW, content=content)
        else:
            who = marat if act in ("yes", "ok", "no") else dina
            part = {"submit": "send", "ok": "ok"}.get(act, act)
            label = f"{act} {step}"
            await strict.sends(who, label, label, f"bc:{draft.id}:{part}:{old}")
            await who.presses(label)
        await strict.settled()
    draft = await latest(strict)
    if draft.approved_by == MARAT:
        shown = {message["text"] for message in await marat.chat()}
        assert {text["text"] for text in draft.content.values()} <= shown
