"""A check-in from the draft to its end, as staff press it: asked, named, followed, taken care of, again, ended."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.broadcasts.states import Kind, State
from bot.crisis import answering
from handlers.staff.crisis import telling
from handlers.staff.crisis.following import Following
from sandbox import Person
from sandbox.world.faults import Fault, FaultKind
from storage.broadcasts import broadcasts
from storage.crisis import answers, cards, check_ins, notices
from storage.crisis.check_ins import CheckIn
from storage.members import members
from storage.staff import audit, staff
from tests.handlers.running_bot import OWNER, RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_composer import taps
from tests.storage.crisis.scene import asked, person

TEXTS = {"kk": "Жер сілкінді", "ru": "Землетрясение", "en": "An earthquake"}
NAMES = {"kk": "Kazakh", "ru": "Russian", "en": "English"}


async def sent_to(
    bot: RunningBot, number: int, readers: Sequence[int] = (OWNER,)
) -> tuple[CheckIn, list[int]]:
    """A check-in that so many people from Türkiye and Russia have."""
    async with bot.services.database.begin() as tx:
        people = [
            await person(
                tx, 3000 + each, "TR" if each % 2 else "RU", timezone=None if each % 2 else "Asia/Omsk"
            )
            for each in range(number)
        ]
        return await asked(tx, people, readers=readers), people


async def says(bot: RunningBot, check_in: CheckIn, member: int, word: str, name: str = "Айгүл") -> None:
    async with bot.services.database.begin() as tx:
        await answering.answer(tx, check_in.id, member, word, name, NOW, check_in.readers)


async def brings(bot: RunningBot) -> None:
    await telling.bring(bot.application.bot, bot.services)


async def test_a_draft_becomes_a_check_in_with_a_reason_and_back(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"])
    dina = await owner(bot, "en")
    await dina.says("/broadcast")
    await written_in_english(dina)
    await taps(
        dina,
        ("Options", "Ask how people are"),
        ("Ask how people are", "Under each message"),
        ("🆘 Ask how people are", "What happened?"),
    )
    await dina.says("help")
    await dina.sees("in a few words")
    await dina.says("An earthquake in Türkiye")
    await dina.sees("Who sees the answers")
    draft = await latest(bot)
    assert (draft.check_in_id, draft.urgent, draft.urgent_reason) == (
        draft.id,
        True,
        "An earthquake in Türkiye",
    )
    assert draft.audience["persons"] is True
    await taps(dina, ("Back", "Asks how people are"), ("Back", "Draft No. 1"))
    await taps(dina, ("Undo the last change", "Draft No. 1"))
    assert (await latest(bot)).check_in_id is None
    await taps(
        dina,
        ("Options", "Languages"),
        ("Ask how people are", "Under each message"),
        ("🆘 Ask how people are", "What happened?"),
    )
    await dina.says("An earthquake in Türkiye")
    await dina.sees("Who sees the answers")
    await taps(dina, ("Back", "Asks how people are"), ("✓ Urgent", "Ask how"))
    await taps(dina, ("Back", "Draft No. 1"), ("Check and send", "A check-in is urgent"))


async def written_in_english(dina: Person) -> None:
    await dina.sees("Draft No. 1")
    await written_texts(dina)


async def written_texts(dina: Person) -> None:
    for language, text in TEXTS.items():
        await taps(dina, (NAMES[language], "Send the text"))
        await dina.says(text)
        await dina.sees("✓")
        await taps(dina, ("Back", "Draft"))


async def test_the_preview_has_the_buttons_and_they_keep_nothing(bot: RunningBot) -> None:
    async with bot.services.database.begin() as tx:
        texts = {language: {"text": text} for language, text in TEXTS.items()}
        number = await broadcasts.create(tx, texts, {"persons": True}, NOW, author_id=OWNER, urgent=True)
        await tx.execute(sa.update(broadcasts.broadcasts).values(check_in_id=number))
        await check_ins.begin(tx, number, [OWNER], NOW)
    dina = await owner(bot, "en")
    await dina.says("/broadcast")
    await taps(dina, ("✏️ 1", "Draft No. 1"), ("Preview", "exactly"), ("Kazakh", "That is how"))
    shown = next(message for message in await dina.chat() if message["text"] == TEXTS["kk"])
    assert labels(shown)[:3] == ["✅ Аманмын", "🆘 Көмек керек", "📞 Қоңырау шалыңыз"]
    told = await dina.presses("Көмек керек")
    assert told["text"] == "This is a preview: members answer here."


async def test_who_is_named_is_told_of_help_at_once_and_of_more_together(bot: RunningBot) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", 778, "operator", "en")
    await dina.says("/start")
    await dina.sees("")
    check_in, people = await sent_to(bot, 14, (778,))
    await says(bot, check_in, people[0], "help", "Али <b>")
    await brings(bot)
    first = await marat.sees("1 person needs somebody")
    assert "Али <b>" in first["text"] and "tg://user?id=3000" in first["html"]
    assert "Russia (Omsk)" in first["text"]
    for member in people[1:]:
        await says(bot, check_in, member, "call")
    await says(bot, check_in, people[13], "safe")
    await brings(bot)  # within the pace
    assert len([m for m in await marat.chat() if "needs somebody" in m["text"]]) == 1
    async with bot.services.database.begin() as tx:
        told = notices.N.done_at.is_not(None)
        await tx.execute(sa.update(notices.notices).where(told).values(tried_at=NOW - telling.PACE))
    await brings(bot)
    second = await marat.sees("12 people need somebody")
    assert "and 4 more" in second["text"]
    await brings(bot)
    assert len([m for m in await marat.chat() if "need somebody" in m["text"]]) == 1
    assert not [m for m in await dina.chat() if "somebody" in m["text"]]


async def test_who_presses_to_and_fro_does_not_flood_the_colleagues_and_is_not_lost(bot: RunningBot) -> None:
    marat = await colleague(bot, "Marat", 778, "operator", "en")
    check_in, people = await sent_to(bot, 2, (778,))

    async def later(seconds: float) -> None:
        """As if everything so far had happened so many seconds earlier."""
        before = timedelta(seconds=seconds)
        async with bot.services.database.begin() as tx:
            rows = list(await tx.execute(sa.select(notices.N.id, notices.N.tried_at, notices.N.done_at)))
            for number, *moments in rows:
                tried, done = (moment and moment - before for moment in moments)
                here = sa.update(notices.notices).where(notices.N.id == number)
                await tx.execute(here.values(tried_at=tried, done_at=done))

    async def alarms() -> int:
        return len([message for message in await marat.chat() if "needs somebody" in message["text"]])

    for _ in range(8):
        await says(bot, check_in, people[0], "help")
        await brings(bot)
        await says(bot, check_in, people[0], "safe")
        await later(20)
    assert await alarms() == 1
    await says(bot, check_in, people[1], "help")
    await brings(bot)
    assert await alarms() == 2
    await says(bot, check_in, people[0], "help")
    await later(200)
    await brings(bot)
    assert await alarms() == 3


async def test_one_whose_chat_telegram_holds_keeps_no_colleague_from_hearing(bot: RunningBot) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", 778, "operator", "en")
    await dina.says("/start")
    await dina.sees("")
    check_in, people = await sent_to(bot, 1, (OWNER, 778))
    bot.sandbox.world.account(None).faults.add(
        Fault(FaultKind.FLOOD, chat_id=OWNER, times=1, retry_after=300)
    )
    await says(bot, check_in, people[0], "help")
    await brings(bot)
    await marat.sees("1 person needs somebody")
    await brings(bot)
    await dina.sees("1 person needs somebody")


async def test_a_colleague_who_left_hears_nothing_and_the_owners_do(bot: RunningBot) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", 778, "operator", "en")
    await dina.says("/start")
    check_in, people = await sent_to(bot, 2, (778,))
    await says(bot, check_in, people[0], "help")
    async with bot.services.database.begin() as tx:
        await staff.remove(tx, 778, NOW)
    await brings(bot)
    assert not [m for m in await marat.chat() if "somebody" in m["text"]]
    await dina.forges(f"cs:{check_in.id}:who:0")
    await dina.sees("Айгүл")  # nobody is named any more: it is the owners


async def test_the_card_counts_first_and_follows(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    check_in, people = await sent_to(bot, 5)
    await says(bot, check_in, people[0], "safe")
    await dina.forges(f"cs:{check_in.id}:card")
    card = await dina.sees("Check-in No. 1: takes answers")
    assert "Got it: 5. Answered: 1." in card["text"] and "🔇 Silent: 4" in card["text"]
    assert not [label for label in labels(card) if "Who needs help" in label]
    await says(bot, check_in, people[1], "help")
    following = Following(bot.application.bot, bot.services)
    await following.look()
    card = await dina.sees("🆘 Need help: 1")
    assert "Who needs help (1)" in " ".join(labels(card))
    await dina.presses("By place")
    shown = await dina.sees("Omsk: ✅ 1")
    assert "Türkiye: 🆘 1" in shown["text"]
    await says(bot, check_in, people[2], "help")
    await Following(bot.application.bot, bot.services).look()  # the message shows something else now
    assert "Omsk" in (await dina.chat())[-1]["text"]


async def test_somebody_is_taken_care_of_once_and_given_back(bot: RunningBot) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", 778, "operator", "en")
    await dina.says("/start")
    await dina.sees("")
    check_in, people = await sent_to(bot, 3, (OWNER, 778))
    await says(bot, check_in, people[0], "help", "Али")
    async with bot.services.database.begin() as tx:
        await answering.add(
            tx,
            check_in.id,
            people[0],
            [],
            words="Үй <b>қирады",
            phone="+90 555",
            latitude=41.0,
            longitude=28.9,
        )
    for each in (dina, marat):
        await each.forges(f"cs:{check_in.id}:who:0")
        shown = await each.sees("Али")
        assert "Үй <b>қирады" in shown["text"] and "+90 555" in shown["text"]
    await dina.presses("I take care of No. 1")
    await dina.sees("Taken care of by")
    told = await marat.presses("I take care of No. 1")
    await marat.sees("Taken care of by")
    assert "I take care" not in " ".join(labels((await marat.chat())[-1]))
    assert told["answered"]
    assert (await marat.forges(f"cs:{check_in.id}:give:{people[0]}:0"))["answered"]
    async with bot.services.database.connect() as tx:
        given = await answers.get(tx, check_in.id, people[0])
        assert given is not None and given.taken_by == OWNER
    await dina.presses("Not me after all: No. 1")
    await dina.sees("Али")
    async with bot.services.database.connect() as tx:
        given = await answers.get(tx, check_in.id, people[0])
        deeds, _ = await audit.deeds(tx, 20)
    assert given is not None and given.taken_by is None
    assert [deed.action for deed in deeds if deed.action.startswith("crisis")] == [
        "crisis.given_back",
        "crisis.taken",
    ]


async def test_people_are_shown_to_those_named_only_and_never_in_a_group(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    editor = await colleague(bot, "Marat", 778, "editor", "en")
    analyst = await colleague(bot, "Asel", 779, "analyst", "en")
    await dina.says("/start")
    check_in, people = await sent_to(bot, 3, (OWNER,))
    await says(bot, check_in, people[0], "help", "Али")
    for act in ("who:0", "csv", f"take:{people[0]}:0", f"give:{people[0]}:0"):
        told = await editor.forges(f"cs:{check_in.id}:{act}")
        await bot.settled()
        assert "Али" not in str(await editor.chat()), told
    await editor.forges(f"cs:{check_in.id}:card")
    assert "Table" not in " ".join(labels(await editor.sees("Check-in No. 1")))
    await analyst.forges(f"cs:{check_in.id}:card")
    await analyst.sees("Check-ins are for operators")
    await bot.group(-100500, [OWNER])
    await bot.sends(-100500, "Card", "who", f"cs:{check_in.id}:who:0")
    told = await dina.presses("who", chat_id=-100500)
    assert "private chats only" in told["text"]
    assert "Али" not in str(await dina.chat(-100500))
    async with bot.services.database.connect() as tx:
        given = await answers.get(tx, check_in.id, people[0])
    assert given is not None and given.taken_by is None


async def test_the_table_has_no_formula_and_no_names_of_the_safe(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    check_in, people = await sent_to(bot, 3)
    await says(bot, check_in, people[0], "help", "=HYPERLINK(1)")
    await says(bot, check_in, people[1], "safe", "Сәуле")
    await dina.forges(f"cs:{check_in.id}:csv")
    message = await dina.sees("")
    kept = bot.sandbox.world.files.get(message["document"]["file_id"])
    assert kept is not None
    content = kept.content.decode("utf-8-sig")
    rows = [line.split(",") for line in content.splitlines()]
    assert [row[0] for row in rows[1:]] == ["I need help", "I am safe", "silent"]
    assert rows[1][4] == "'=HYPERLINK(1)" and "Сәуле" not in content


async def test_the_silent_are_asked_again_by_a_broadcast_of_its_own(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    check_in, people = await sent_to(bot, 5)
    await says(bot, check_in, people[0], "safe")
    await dina.forges(f"cs:{check_in.id}:card")
    await dina.sees("Silent: 4")
    await taps(
        dina, ("Ask the silent again (4)", "4 people got check-in No. 1"), ("Begin the draft", "Draft No. 2")
    )
    card = (await dina.chat())[-1]
    assert (
        "Whoever got check-in No. 1 and has not answered" in card["text"] and "4 recipients" in card["text"]
    )
    await says(bot, check_in, people[1], "safe")
    await taps(dina, ("Check and send", "Please confirm"))
    await dina.presses("Send now to 3")
    await bot.settled()
    again = await latest(bot)
    assert (again.state, again.check_in_id, again.released_as) == (State.SCHEDULED, check_in.id, "urgent")
    await dina.forges(f"cs:{check_in.id}:again")
    await bot.settled()
    assert "asks the silent already" in str(await dina.chat())


async def test_its_end_closes_buttons_reports_and_is_one(bot: RunningBot) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", 778, "operator", "en")
    await dina.says("/start")
    await dina.sees("")
    check_in, people = await sent_to(bot, 4, (778,))
    await says(bot, check_in, people[0], "help")
    await dina.forges(f"cs:{check_in.id}:card")
    await dina.sees("takes answers")
    await taps(dina, ("End the check-in", "Nobody takes care of 1 person"), ("End it", "ended on"))
    job = await latest(bot)
    assert (job.kind, job.target_id, job.state) == (Kind.CORRECT, check_in.id, State.SCHEDULED)
    assert job.check_in_ended_at == NOW and job.released_hash == job.fingerprint
    await brings(bot)
    for each in (dina, marat):
        report = await each.sees("🆘 Need help: 1")
        assert "ended on" in report["text"] and "Silent: 3" in report["text"]
    await dina.forges(f"cs:{check_in.id}:end1")
    await bot.settled()
    assert (await latest(bot)).id == job.id
    async with bot.services.database.connect() as tx:
        assert await cards.following(tx) == []
    await dina.says("/broadcasts")
    await dina.sees("1. ")
    await taps(dina, (" 1", "Closing the buttons: scheduled"), ("Answers", "ended on"))


async def test_an_operator_may_not_end_it_and_naming_is_the_authors(bot: RunningBot) -> None:
    operator = await colleague(bot, "Marat", 778, "operator", "en")
    editor = await colleague(bot, "Asel", 779, "editor", "en")
    check_in, _ = await sent_to(bot, 2, (778,))
    for act in ("end1", "again1"):
        await operator.forges(f"cs:{check_in.id}:{act}")
        await bot.settled()
    await editor.forges(f"cs:{check_in.id}:named:+779")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        now = await check_ins.get(tx, check_in.id)
    assert now is not None and (now.ended_at, now.readers) == (None, (778,))
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    await dina.forges(f"cs:{check_in.id}:named:+779")
    await dina.sees("Who sees the answers")
    async with bot.services.database.connect() as tx:
        now = await check_ins.get(tx, check_in.id)
    assert now is not None and now.readers == (778, 779)


@pytest.mark.parametrize("number", ["999", "²", ""])
async def test_a_number_of_nothing_is_told_so(bot: RunningBot, number: str) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    for act in ("card", "who", "end1", "again1", "csv", "named", "x"):
        await dina.forges(f"cs:{number}:{act}")
    await bot.settled()
    assert "Check-in No." not in str(await dina.chat())


async def test_home_names_what_runs(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    async with bot.services.database.begin() as tx:
        await members.update(tx, OWNER, start_step=None)
    check_in, people = await sent_to(bot, 3)
    await says(bot, check_in, people[0], "help")
    await dina.says("/start")
    await dina.sees("Check-in No. 1: need somebody: 1, of nobody's care yet: 1, silent: 2")
    await taps(dina, ("Check-in No. 1", "takes answers"))
