"""Four eyes: who may approve what, and how they find it."""

import pytest
import sqlalchemy as sa

from bot.broadcasts import lifecycle
from bot.context import Context
from handlers.staff.broadcast import review
from sandbox import Person
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.staff import staff
from tests.handlers.running_bot import OWNER, RunningBot
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_composer import PIXEL, taps

MARAT, SAULE = 778, 779


@pytest.fixture
async def strict(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> RunningBot:
    """A bot by whose settings everything needs a second pair of eyes."""
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 0)
    await members_of(bot, ["kk", "ru", "en"])
    return bot


async def texts(bot: RunningBot, *hands: int) -> None:
    """A draft of three texts, changed by one colleague after the other."""
    content = {language: {"text": "Hello"} for language in ("kk", "ru", "en")}
    async with bot.services.database.begin() as tx:
        await drafts.begin(tx, hands[0], NOW, content=content)
    for number, hand in enumerate(hands[1:], 2):
        content = {language: {"text": f"Hello {number}"} for language in ("kk", "ru", "en")}
        draft = await latest(bot)
        async with bot.services.database.begin() as tx:
            assert await drafts.save(tx, draft, hand, NOW, content=content)


async def submits(person: Person, shown: str) -> None:
    """Opens the only draft and sends it for approval."""
    await person.says("/broadcasts")
    await taps(
        person, ("✏️ 1", "Draft No. 1"), ("Check and send", "Please confirm"), ("Send for approval", shown)
    )


async def test_it_is_found_in_the_list_with_its_two_answers(strict: RunningBot) -> None:
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    await texts(strict, OWNER)
    await submits(dina, "Sent to 1 colleague")
    await marat.says("/broadcasts")
    await taps(
        marat,
        ("👥 1", "For your approval"),
        ("Open the draft", "waits for a colleague's approval"),
        ("To approval", "For your approval"),
        ("Approve", "Approved"),
    )
    assert (await latest(strict)).approved_by == MARAT
    await dina.says("/broadcasts")
    await taps(dina, ("🕒 1", "Broadcast No. 1"))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Approve", "Broadcast No. 1 was approved by Marat"),
        ("Decline", "was not approved by Marat: too long"),
    ],
)
async def test_a_third_colleague_hears_what_the_second_decided(
    strict: RunningBot, answer: str, said: str
) -> None:
    """The card before them asks for nothing any more."""
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    saule = await colleague(strict, "Saule", SAULE, "approver", "en")
    await texts(strict, OWNER)
    await submits(dina, "Sent to 2 colleagues")
    await saule.sees("For your approval")
    await marat.sees("For your approval")
    await marat.presses(answer)
    if answer == "Decline":
        await marat.says("too long")
    await dina.sees("Marat")
    told = await saule.sees(said)
    assert not told["buttons"]
    assert said not in await marat.screen()


async def test_a_colleague_who_comes_later_is_not_asked_what_was_decided_meanwhile(
    strict: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The texts are laid before one after the other; the first decides before the second has the card."""
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    saule = await colleague(strict, "Saule", SAULE, "approver", "en")
    await texts(strict, OWNER)
    brought = review.texts_brought

    async def slowly(context: Context, draft: Broadcast, reader: int, chat: int) -> list[str]:
        refused = await brought(context, draft, reader, chat)
        if reader == SAULE:
            async with strict.services.database.begin() as tx:
                await lifecycle.approve(tx, draft, NOW, NOW, MARAT)
        return refused

    monkeypatch.setattr(review, "texts_brought", slowly)
    await submits(dina, "Sent to 2 colleagues")
    await marat.sees("For your approval")
    await strict.settled()
    assert "For your approval" not in await saule.screen()


async def test_who_sent_it_sees_a_draft_that_waits(strict: RunningBot) -> None:
    dina, _ = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    await texts(strict, OWNER)
    await submits(dina, "Sent to 1 colleague")
    await taps(
        dina,
        ("Open the draft", "waits for a colleague's approval"),
        ("To approval", "You wrote this yourself"),
    )


async def test_who_changed_it_last_cannot_approve_it_though_another_sent_it(strict: RunningBot) -> None:
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    await dina.says("/start")
    await texts(strict, OWNER, MARAT)
    await submits(dina, "A colleague changed this draft last")
    await submits(marat, "Sent to 1 colleague")
    await dina.sees("For your approval")
    await taps(dina, ("Approve", "Approved"))


async def test_a_third_colleague_approves_and_the_second_hand_is_refused(strict: RunningBot) -> None:
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    saule = await colleague(strict, "Saule", SAULE, "approver", "en")
    await texts(strict, OWNER, MARAT)
    await submits(dina, "Sent to 1 colleague")
    await marat.does_not_see("For your approval")
    await strict.sends(marat, "Forged", "Yes", f"bc:1:yes:{(await latest(strict)).version}")
    await taps(marat, ("Yes", "You wrote this yourself"))
    await saule.sees("For your approval")
    await taps(saule, ("Approve", "Approved"))


@pytest.mark.parametrize("role", ["editor", None])
async def test_one_demoted_or_removed_meanwhile_cannot_approve(strict: RunningBot, role: str | None) -> None:
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    await texts(strict, OWNER)
    await submits(dina, "Sent to 1 colleague")
    await marat.sees("For your approval")
    async with strict.services.database.begin() as tx:
        await (staff.set_role(tx, MARAT, role) if role else staff.remove(tx, MARAT, NOW))
    await taps(marat, ("Approve", "Approving is for" if role else "out of date"))
    assert (await latest(strict)).state == "review"


async def test_what_became_impossible_while_it_waited_is_named(strict: RunningBot) -> None:
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    await texts(strict, OWNER)
    await submits(dina, "Sent to 1 colleague")
    await marat.sees("For your approval")
    async with strict.services.database.begin() as tx:
        await broadcasts.step(tx, 1, ("review",), "review", NOW, expires_at=NOW)
    await taps(marat, ("Approve", "It cannot go out as it stands"))
    assert (await latest(strict)).state == "review"


async def test_a_correction_is_approved_by_what_it_changes(strict: RunningBot) -> None:
    dina, marat = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    async with strict.services.database.begin() as tx:
        sent = {language: {"text": "Meeting at 18:00"} for language in ("kk", "ru", "en")}
        await broadcasts.create(tx, sent, {}, NOW, state="done", launched_at=NOW)
        await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=1, sent=3))
    await strict.sends(dina, "Card", "Correct", "bv:1:text")
    await taps(dina, ("Correct", "Correction of broadcast No. 1"), ("English", "Send the corrected text"))
    await dina.sends_file(PIXEL, "a.png")
    await dina.sees("A correction changes the words only")
    await dina.says("Meeting at 19:00")
    await dina.sees("✓ English")
    await taps(
        dina,
        ("Back", "Correction of"),
        ("Check and send", "Please look"),
        ("go on", "Please confirm"),
        ("Send for approval", "Sent to 1 colleague"),
    )
    card = await marat.sees("For your approval: correction of broadcast No. 1")
    assert "What the correction changes" in card["text"]
    assert "English, text: Meeting at 18:00 19:00" in card["text"]
    await taps(marat, ("Approve", "Approved"))


async def test_sent_for_approval_twice_it_waits_for_the_same_colleagues(strict: RunningBot) -> None:
    """Else whoever changed it last could approve it, once somebody sent it again unchanged."""
    dina, _ = await owner(strict, "en"), await colleague(strict, "Marat", MARAT, "approver", "en")
    await colleague(strict, "Saule", SAULE, "approver", "en")
    await texts(strict, OWNER, MARAT)
    await submits(dina, "Sent to 1 colleague")
    version = (await latest(strict)).version
    for data in ("go", f"send:{version}"):
        await strict.sends(dina, "Old", "Press", f"bc:1:{data}")
        await taps(dina, ("Press", "It waits for a colleague's approval already"))
    assert ((await latest(strict)).composer or {})["hand"] == MARAT
