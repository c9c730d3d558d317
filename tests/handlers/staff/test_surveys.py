"""/poll for staff: written in three languages, opened with four eyes, announced, closed, read, exported."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.broadcasts.lifecycle import State as BroadcastState
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.deliveries import deliveries
from storage.members import members
from storage.members.audience import Audience
from storage.staff import audit
from storage.surveys import surveys
from storage.surveys.questionnaire import Condition, Kind
from storage.surveys.responses import Answer
from storage.surveys.surveys import State, Survey
from tests.handlers.running_bot import OWNER, RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_composer import taps
from tests.storage.surveys.scene import LIVES, QUESTIONS, WHICH, answered, opened, person

END = datetime(2026, 12, 25, 13, tzinfo=UTC)


async def survey_of(bot: RunningBot, *questions: Any, **values: Any) -> Survey:
    about = {"author_id": OWNER, "readers": [OWNER], "ends_at": END} | values
    async with bot.services.database.begin() as tx:
        return await opened(tx, questions or QUESTIONS, **about)


async def draft_of(bot: RunningBot, **values: Any) -> Survey:
    return await survey_of(bot, **({"state": State.DRAFT, "opened_at": None} | values))


async def fresh(bot: RunningBot, number: int = 1) -> Survey:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        survey = await surveys.get(tx, number)
    assert survey is not None
    return survey


async def opens(bot: RunningBot, number: int = 1) -> Person:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    await reopens(dina, number)
    return dina


async def test_its_countries_are_typed_and_what_is_none_is_named(bot: RunningBot) -> None:
    await draft_of(bot)
    dina = await opens(bot)
    await taps(dina, ("For whom", "For everyone"), ("Countries", "Choose countries"))
    await dina.says("Германиядағылар, Омскіде, Атлантида")
    shown = await dina.sees("Not clear which country is meant: Атлантида.")
    assert (
        "A city stands for its whole country here: Омскіде." in shown["text"]
        and "Countries: Germany and Russia" in shown["text"]
    )
    assert (await fresh(bot)).countries == ["DE", "RU"]


async def reopens(somebody: Person, number: int = 1) -> None:
    await somebody.says("/poll")
    await somebody.sees("Surveys")
    await somebody.presses(str(number))
    await somebody.sees(f"Survey No. {number}")


async def test_a_survey_is_written_in_kazakh_and_opened(bot: RunningBot) -> None:
    dina = await owner(bot)
    await dina.says("/poll")
    await dina.sees("Әзірге сауалнама жоқ")
    await taps(dina, ("Жаңа сауалнама", "№ 1 сауалнама, жоба"), ("Қазақша", "Бірінші жолға атауын"))
    for text, onward in (("Тіл туралы\nҚысқа.", "орысша"), ("О языке", "ағылшынша"), ("Language", "")):
        await dina.says(text)
        await dina.sees(text.split("\n")[0])
        if onward:
            await taps(dina, (f"Келесі: {onward}", "Бірінші жолға атауын"))
    await taps(dina, ("Артқа", "Әлі жетпейтіні"), ("Келісім мәтіні", "келісетін мәтінді"))
    for text, onward in (("Қор көреді.", "орысша"), ("Увидит фонд.", "ағылшынша"), ("We see it.", "")):
        await dina.says(text)
        await dina.sees(text)
        if onward:
            await taps(dina, (f"Келесі: {onward}", "келісетін мәтінді"))
    await taps(
        dina,
        ("Артқа", "сұрақ жоқ"),
        ("Сұрақтар (0)", "Әзірге сұрақ жоқ"),
        ("Жаңа сұрақ", "қалай жауап береді"),
    )
    await taps(dina, ("бір жауап таңдау", "әр жауап нұсқасын бөлек жолға"))
    for text, onward in (
        ("Қай тілде?\nҚазақша\nБасқа", "орысша"),
        ("На каком?\nКазахский\nДругой", "ағылшынша"),
        ("Which?\nKazakh\nOther", ""),
    ):
        await dina.says(text)
        await dina.sees(text.split("\n")[0])
        if onward:
            await taps(dina, (f"Келесі: {onward}", "бөлек жолға"))
    await taps(dina, ("Жаңа сұрақ", "қалай жауап береді"), ("еркін мәтін", "Сұрақты жіберіңіз"))
    for text, onward in (("Қай тіл?", "орысша"), ("Какой?", "ағылшынша"), ("Which one?", "")):
        await dina.says(text)
        await dina.sees(text)
        if onward:
            await taps(dina, (f"Келесі: {onward}", "Сұрақты жіберіңіз"))
    await taps(
        dina,
        ("Артқа", "2-сұрақ, барлығы 2"),
        ("Кейбіріне ғана", "алдыңғы қай сұраққа"),
        ("1", "Қай жауаптан кейін"),
        ("Басқа", "мына жауапты бергендерге ғана: Басқа"),
        ("Артқа", "Жауап беру міндетті"),
        ("Өткізуге болады", "Өткізіп жіберуге болады"),
        ("Артқа", "2. ↳ Қай тіл? (еркін мәтін)"),
        ("Артқа", "аяқталу мерзімі жоқ"),
        ("🕒", "соңғы күн мен уақытты"),
    )
    await dina.says("кеше")
    await dina.sees("мысалы")
    await dina.says("25.12.2026 18:00")
    await dina.sees("18:00")
    await taps(
        dina, ("Артқа", "Барлығына арналған"), ("Тексеру және ашу", "№ 1 сауалнама 0 мүшеге ұсынылады")
    )
    await taps(dina, ("Қазір ашу", "№ 1 сауалнама, ашық"))
    survey = await fresh(bot)
    assert (survey.state, survey.ends_at, survey.opened_at) == (State.OPEN, END, NOW)
    assert [question.kind for question in survey.asked] == [Kind.CHOICE, Kind.TEXT]
    assert survey.asked[1].condition == Condition(1, (2,)) and not survey.asked[1].required
    assert survey.text("en", "consent") == "We see it." and survey.consent_version == 4
    await dina.says("/start survey_1")
    await taps(dina, ("Келісемін, бастау", "1/2"), ("Басқа", "Қай тіл?"))


async def test_what_is_missing_is_named_and_keeps_it_a_draft(bot: RunningBot) -> None:
    await draft_of(bot, texts={"kk": {"title": "Тіл"}}, ends_at=None)
    dina = await opens(bot)
    await taps(dina, ("Check and open", "Still missing:"))
    text = (await dina.chat())[-1]["text"]
    for line in ("Russian: no title", "Kazakh: no text to agree to", "no end"):
        assert f"• {line}" in text
    assert (await fresh(bot)).state == State.DRAFT


async def many(bot: RunningBot) -> None:
    """More members than may be asked without a colleague."""
    await members_of(bot, ["kk"] * (bot.services.config.delivery.approval_above + 1))


async def test_offered_to_many_it_is_opened_by_a_colleague(bot: RunningBot) -> None:
    await many(bot)
    await draft_of(bot)
    dina, marat = await opens(bot), await colleague(bot, "Марат", 778, "approver", "en")
    await taps(
        dina, ("Check and open", "a colleague approves it"), ("Send for approval", "Sent to 1 colleague")
    )
    assert (await fresh(bot)).state == State.REVIEW
    await taps(dina, ("Back", "waits for a colleague's approval"), ("Approve", "You wrote this yourself"))
    assert (await fresh(bot)).state == State.REVIEW
    await marat.sees("For your approval: survey No. 1")
    for somebody, waits in ((dina, False), (marat, True)):
        await somebody.says("/help")
        shown = await somebody.sees("What waits for you")
        assert ("Surveys that wait for your approval: No. 1" in shown["text"]) is waits
    await bot.sends(marat, "The card", "Open the survey", "su:1:card")
    await taps(marat, ("Open the survey", "waits for a colleague's approval"), ("Preview", "The fund sees"))
    await taps(marat, ("»", "1/6"), ("Back", "waits for"), ("Approve", "Survey No. 1, open"))
    survey = await fresh(bot)
    assert (survey.state, survey.approved_by) == (State.OPEN, marat.id)
    await dina.sees("✅ Survey No. 1 was approved by Марат and is open.")


async def test_a_colleague_sends_it_back_with_a_reason(bot: RunningBot) -> None:
    await many(bot)
    await draft_of(bot)
    dina, marat = await opens(bot), await colleague(bot, "Марат", 778, "approver", "en")
    await taps(dina, ("Check and open", "approves it"), ("Send for approval", "Sent to 1 colleague"))
    await reopens(marat)
    await taps(marat, ("Decline", "What should be changed?"))
    await marat.says("Ask about schools")
    await marat.sees("was sent back with your reason")
    await dina.sees("Ask about schools")
    assert (await fresh(bot)).state == State.DRAFT


async def test_what_is_changed_while_it_waits_is_a_draft_again(bot: RunningBot) -> None:
    await many(bot)
    await draft_of(bot, state=State.REVIEW, submitted_by=OWNER)
    dina, marat = await opens(bot), await colleague(bot, "Марат", 778, "approver", "en")
    await reopens(marat)
    await taps(dina, ("Show results", "Members who answered see the results."))
    await taps(marat, ("Approve", "A colleague changed this survey"))
    assert (await fresh(bot)).state == State.DRAFT


async def test_without_a_second_approver_it_says_what_to_do(bot: RunningBot) -> None:
    await many(bot)
    await draft_of(bot)
    dina = await opens(bot)
    await taps(dina, ("Check and open", "approves it"), ("Send for approval", "and there is none"))
    assert (await fresh(bot)).state == State.DRAFT


async def test_an_editor_neither_approves_nor_names_readers(bot: RunningBot) -> None:
    await draft_of(bot, state=State.REVIEW, submitted_by=OWNER)
    editor = await colleague(bot, "Сәуле", 779, "editor", "en")
    await reopens(editor)
    assert "✅ Approve" not in labels((await editor.chat())[-1])
    await bot.sends(editor, "A forged card", "Yes", "su:1:ok:1")
    await taps(editor, ("Yes", "Approving is for approvers and owners."))
    await reopens(editor)
    await taps(
        editor, ("Who reads", "The author of the survey or an owner decides it"), ("Сәуле", "is decided by")
    )
    assert (await fresh(bot)).readers == [OWNER]


async def test_the_announcement_is_a_broadcast_with_a_button_and_one_at_a_time(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"], ("culture",))
    await survey_of(bot, topic="culture", countries=["DE"])
    dina = await opens(bot)
    await taps(dina, ("Announce", "Please confirm"))
    draft = await latest(bot)
    assert draft.content["kk"]["buttons"] == [
        [{"text": "Сауалнаманы ашу", "url": f"https://t.me/{bot.application.bot.username}?start=survey_1"}]
    ]
    assert draft.content["ru"]["text"] == "📋 <b>О языке</b>\n\nКороткий опрос."
    assert Audience.of(draft.audience) == Audience(topics=("culture",), countries=("DE",))
    assert draft.expires_at == END
    await reopens(dina)
    await taps(dina, ("Announce", "Please confirm"))
    assert (await latest(bot)).id == draft.id
    await taps(dina, ("Send now to 2", "No. 1"))
    await reopens(dina)
    await taps(dina, ("Announce", "Broadcast No. 1 tells of this survey"))
    await reopens(dina)
    await taps(dina, ("Close", "Close survey No. 1 now?"), ("Close", "Broadcast No. 1 tells of this survey"))
    assert (await fresh(bot)).state == State.OPEN


async def test_it_is_closed_with_its_draft_announcement_and_opened_again(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"])
    await survey_of(bot)
    dina = await opens(bot)
    await taps(dina, ("Announce", "Please confirm"))
    await reopens(dina)
    await taps(dina, ("Close", "Close survey No. 1 now?"), ("Close", "Survey No. 1, closed"))
    assert (await latest(bot)).state == BroadcastState.CANCELED
    assert (await fresh(bot)).closed_at == NOW
    await dina.says("/start survey_1")
    await dina.sees("This survey is over")
    await reopens(dina)
    await taps(dina, ("Open again", "Survey No. 1, open"))
    assert (await fresh(bot)).takes_answers(NOW)


async def test_an_open_one_is_extended_but_its_words_stay(bot: RunningBot) -> None:
    await survey_of(bot, ends_at=NOW + timedelta(minutes=1))
    dina = await opens(bot)
    await taps(dina, ("🕒 End", "until which members answer"))
    await dina.says("25.12.2026 18:00")
    await dina.sees("18:00")
    assert (await fresh(bot)).ends_at == END
    await bot.sends(dina, "An older card", "Words", "su:1:tx:kk")
    await taps(dina, ("Words", "Send the title on the first line"))
    await dina.says("Басқа атау")
    await dina.sees("This survey was opened, so its wording stays")
    for data in ("su:1:tp:law", "su:1:qr:1:0", "su:1:qx1:1:2", "su:1:qk:text", "su:1:del1:2"):
        before = await fresh(bot)
        await bot.sends(dina, "An older card", "Press", data)
        await dina.presses("Press")
        assert await fresh(bot) == before
    await reopens(dina)
    await taps(dina, ("Copy", "Survey No. 2, a draft"))
    copied = await fresh(bot, 2)
    assert copied.questions == before.questions and copied.texts == before.texts


async def crowd(bot: RunningBot, survey: Survey, number: int) -> None:
    async with bot.services.database.begin() as tx:
        for place in range(number):
            given = (
                {1: Answer((1,))} if place >= 3 else {1: Answer((2,)), 2: Answer(text=f"=тіл {place} <b>")}
            )
            assert await answered(tx, survey, await person(tx, 9000 + place), given)


async def test_figures_and_the_table_hide_small_groups(bot: RunningBot) -> None:
    await crowd(bot, await survey_of(bot, LIVES, WHICH), 12)
    dina = await opens(bot)
    await taps(dina, ("📈 Results", "Sent: 12. Begun and not sent: 0."))
    text = (await dina.chat())[-1]["text"]
    assert "12 people answered" in text and "Kazakh: not shown" in text
    assert "Another: fewer than 5" in text and "Fewer than 5 people" in text
    await dina.presses("As a file")
    message = await dina.sees("")
    assert message["document"]["name"] == "otandas-survey-1.csv"
    content = bot.sandbox.world.files.get(message["document"]["file_id"]).content.decode("utf-8-sig")
    assert "one of several,Kazakh,–,12" in content and "тіл" not in content
    async with bot.services.database.connect() as tx:
        deeds, _ = await audit.deeds(tx, 1)
    assert deeds[0].action == "survey.table"


async def test_what_was_typed_is_for_named_readers_and_is_no_markup(bot: RunningBot) -> None:
    await crowd(bot, await survey_of(bot, LIVES, WHICH), 6)
    dina, marat = await opens(bot), await colleague(bot, "Марат", 778, "approver", "en")
    await taps(dina, ("📈 Results", "Sent: 6."), ("💬 2", "=тіл 0 <b>"))
    await reopens(marat)
    await taps(marat, ("📈 Results", "Sent: 6."), ("💬 2", "read only by the colleagues"))
    await reopens(dina)
    await taps(dina, ("Who reads", "Who reads what members type"))
    await dina.presses("Марат")
    assert (await fresh(bot)).readers == [OWNER, marat.id]
    await reopens(marat)
    await taps(marat, ("📈 Results", "Sent: 6."), ("💬 2", "Who wrote it is not shown."))


async def test_who_chose_an_answer_is_written_to_unless_they_are_few(bot: RunningBot) -> None:
    await crowd(bot, await survey_of(bot, LIVES, WHICH), 12)
    async with bot.services.database.begin() as tx:
        survey = await surveys.get(tx, 1)
        assert survey is not None
        for place in range(3):
            assert await answered(tx, survey, await person(tx, 9900 + place), {1: Answer((2,))})
    dina = await opens(bot)
    await taps(
        dina, ("📈 Results", "Sent: 15."), ("✉️ 1", "To whom will you write?"), ("Another (6)", "Draft No. 1")
    )
    text = (await dina.chat())[-1]["text"]
    assert "Whoever chose certain answers in survey No. 1 (question 1)" in text and "6 recipients" in text
    assert "Germany" not in text
    await taps(dina, ("Recipients", "Whoever chose"))
    await dina.presses("Everyone")
    assert Audience.of((await latest(bot)).audience) == Audience(answered=(1, 1, 2))
    for data in ("su:1:wr1:1:9", "su:1:wr1:2:0", "su:1:wr1:1:x"):
        await bot.sends(dina, "A forged card", "Write", data)
        await taps(dina, ("Write", "Fewer than five members chose this"))
    marat = await colleague(bot, "Марат", 778, "approver", "en")
    await reopens(marat)
    await taps(marat, ("📈 Results", "Sent: 15."), ("✉️ 1", "read only by the colleagues"))


async def answering(bot: RunningBot, countries: dict[str, int]) -> None:
    """A survey whose first answer so many chose from each country."""
    survey = await survey_of(bot, LIVES)
    async with bot.services.database.begin() as tx:
        for country, number in countries.items():
            for place in range(number):
                chat = 5000 + 100 * list(countries).index(country) + place
                assert await answered(tx, survey, await person(tx, chat, country), {1: Answer((1,))})


async def test_an_audience_from_answers_is_narrowed_unless_few_are_in_it_or_left_out(bot: RunningBot) -> None:
    await answering(bot, {"DE": 9, "TR": 6, "PL": 3})
    dina = await opens(bot)
    await taps(
        dina, ("📈 Results", "Sent: 18."), ("✉️ 1", "To whom will you write?"), ("Kazakh (18)", "Draft No. 1"),
        ("Recipients", "18 recipients"), ("Countries", "18 recipients"), ("Germany", "9 recipients"),
    )  # fmt: skip
    text = (await dina.chat())[-1]["text"]
    assert "Kazakh 9" not in text and "Germany 9" not in text
    await taps(dina, ("Türkiye", "fewer than five would be left out"))  # three in Poland
    assert "15" not in (await dina.chat())[-1]["text"]
    await taps(dina, ("✓ 🇩🇪 Germany", "6 recipients"), ("✓ 🇹🇷 Türkiye", "18 recipients"))
    await taps(
        dina, ("Back", "18 recipients"), ("Leave out", "Who is left out"), ("Countries", "18 recipients")
    )
    await taps(dina, ("Germany", "9 recipients"), ("Türkiye", "fewer than five would get it"))
    assert "3 recipients" not in (await dina.chat())[-1]["text"]
    draft = await latest(bot)
    assert Audience.of(draft.audience) == Audience(answered=(1, 1, 1), no_countries=("DE", "TR"))
    await bot.sends(dina, "Card", "Check", f"bc:{draft.id}:go:{draft.version}")
    await taps(dina, ("Check", "it cannot be sent so"))


async def delivered(bot: RunningBot, countries: dict[str, int]) -> None:
    """A broadcast to those who chose the first answer, which all of them got."""
    await answering(bot, countries)
    async with bot.services.database.begin() as tx:
        audience = Audience(answered=(1, 1, 1)).as_json()
        content = {"kk": {"text": "Сәлем"}}
        number = await broadcasts.create(tx, content, audience, NOW, state="done", launched_at=NOW)
        whom = sa.select(sa.literal(number), members.members.c.id, sa.literal("kk"), sa.literal("sent"))
        columns = ["broadcast_id", "member_id", "variant", "state"]
        here = whom.where(members.members.c.chat_id >= 5000)
        await tx.execute(sa.insert(deliveries.deliveries).from_select(columns, here))
        total = sum(countries.values())
        await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=number, sent=total))


async def table_of(bot: RunningBot, dina: Person) -> str:
    await bot.sends(dina, "Card", "Table", "bv:1:csv")
    await dina.presses("Table")
    await bot.settled()
    message = await dina.sees("")
    return str(bot.sandbox.world.files.get(message["document"]["file_id"]).content.decode("utf-8-sig"))


async def test_the_table_of_who_answered_so_leaves_out_a_country_of_a_few(bot: RunningBot) -> None:
    await delivered(bot, {"DE": 6, "TR": 6, "PL": 5, "MN": 2})
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    content = await table_of(bot, dina)
    assert content.count("Germany") == 6 and content.count("Türkiye") == 6
    assert "Poland" not in content and "Mongolia" not in content  # two would be whoever has no country here
    assert len(content.splitlines()) == 20 and content.count("Kazakh") == 38


async def test_of_a_few_who_answered_so_there_is_no_table(bot: RunningBot) -> None:
    await delivered(bot, {"DE": 4})
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    await bot.sends(dina, "Card", "Table", "bv:1:csv")
    await taps(dina, ("Table", "Fewer than five members got this"))


async def test_a_question_is_moved_skipped_and_deleted_with_what_hung_on_it(bot: RunningBot) -> None:
    await draft_of(bot)
    dina = await opens(bot)
    await taps(
        dina, ("Questions (6)", "2. ↳ Which one?"), ("3", "Question 3 of 6"), ("⬆️", "2. What do you need?")
    )
    await taps(dina, ("1", "Question 1 of 6"), ("Delete the question", "Delete this question?"))
    await taps(dina, ("Delete", "2. Which one?"), ("3", "Question 3 of 5"), ("Back", "2. "))
    survey = await fresh(bot)
    assert [question.id for question in survey.asked] == [3, 2, 4, 5, 6]
    assert survey.asked[1].condition is None


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
async def test_a_draft_is_deleted(bot: RunningBot, state: State) -> None:
    await draft_of(bot, state=state)
    dina = await opens(bot)
    await taps(dina, ("Delete", "Delete survey No. 1?"), ("Delete", "Survey No. 1 was deleted"))
    assert (await fresh(bot)).state == State.DISCARDED
    await dina.says("/poll")
    await dina.sees("There is no survey yet.")


async def test_an_analyst_sees_figures_and_changes_nothing(bot: RunningBot) -> None:
    await crowd(bot, await survey_of(bot, LIVES, WHICH), 9)
    analyst = await colleague(bot, "Ержан", 780, "analyst", "en")
    await reopens(analyst)
    assert labels((await analyst.chat())[-1]) == ["👁 Preview", "📈 Results", "All surveys"]
    await taps(analyst, ("📈 Results", "Sent: 9."), ("💬 2", "read only by the colleagues"))
    await bot.sends(analyst, "A forged card", "Close", "su:1:off1:1")
    await taps(analyst, ("Close", "This is for editors, approvers and owners"))
    assert (await fresh(bot)).state == State.OPEN


async def test_members_get_theirs_and_staff_both(bot: RunningBot) -> None:
    await survey_of(bot)
    dina, ivan = await opens(bot), await bot.person("Иван", "ru")
    await dina.says("/poll")
    await taps(dina, ("As members see them", "Open surveys:"))
    await ivan.says("/poll")
    await ivan.sees("Открытые опросы:")


async def test_words_in_place_of_a_file_are_told(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/poll")
    await taps(dina, ("From a file", "as a TOML file"))
    await dina.says("Here it is")
    await dina.sees("as a TOML file")
    await taps(dina, ("Back", "There is no survey yet."))


async def test_what_the_languages_say_otherwise_is_shown_to_whoever_opens_it_and_to_its_approver(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 0)
    await members_of(bot, ["kk"])
    differing = {
        "kk": "5 тілде сөйлейсіз бе?",
        "ru": "Вы говорите на 5 языках?",
        "en": "Do you speak 6 languages?",
    }
    await survey_of(bot, replace(LIVES, texts=differing), state=State.DRAFT, opened_at=None)
    marat = await colleague(bot, "Марат", 778, "approver", "ru")
    dina = await opens(bot)
    await dina.presses("Check and open")
    shown = (await dina.sees("will be offered to 3 members"))["text"]
    assert "1. ⚠️ 5 stands in Kazakh and Russian, but not in English." in shown
    await dina.presses("Send for approval")
    await marat.sees("На ваше утверждение")
    await marat.presses("Открыть опрос")
    assert "1. ⚠️" in (await marat.sees("Посмотрите на это"))["text"]
