"""Questions that ask the same: listed, answered together, and made an entry of that its askers are told about."""

from datetime import timedelta

from bot.inbox.like import like
from storage.faq import new_entries, searches
from storage.inbox import questions
from tests.handlers.running_bot import RunningBot
from tests.handlers.staff.inbox.people import asked, card, question
from tests.handlers.staff.people import NOW, owner

LIKE = {
    "Қандас мәртебесін қалай аламын?": 5001,
    "қандас мәртебесін қалай аламын екен": 5002,
    "Qandas märtebesin qalai alamyn?": 5003,
}


async def several(bot: RunningBot) -> list[int]:
    for chat in LIKE.values():
        await bot.person("Айгерім", "kk", person_id=chat)
    numbers = [await asked(bot, text, chat) for text, chat in LIKE.items()]
    await asked(bot, "Төлқұжатымды жоғалттым, не істеймін?", 5001)
    return numbers


async def test_like_questions_are_found_in_any_letters_and_answered_ones_left_out(bot: RunningBot) -> None:
    first, second, third = await several(bot)
    found = await like(bot.services, await question(bot, first))
    assert [other.id for other in found] == [second, third]


async def test_one_answer_goes_to_all_of_them_once(bot: RunningBot) -> None:
    dina = await owner(bot)
    first, second, third = await several(bot)
    laid = await card(bot, dina, first)
    await dina.presses("🔗 Ұқсас сұрақтар")
    await dina.sees("Алдымен № 1 сұраққа")  # nothing to send yet
    laid = await card(bot, dina, first)
    await dina.says("Халыққа қызмет көрсету орталығына барыңыз.", reply_to=laid["message_id"])
    await dina.sees("№ 1 сұрақтың жауабы жеткізілді")
    await card(bot, dina, first)
    await dina.presses("🔗 Ұқсас сұрақтар")
    await dina.presses("📤 Осы жауапты соларға да жіберу: 2")
    told = (await dina.sees("Бұл жауап мына сұрақтарға жіберіледі: № 2, 3"))["text"]
    assert "Халыққа қызмет көрсету орталығына барыңыз." in told
    async with bot.services.database.begin() as tx:
        await questions.answered(tx, third, NOW, answered_by=778, answered_name="Марат")
    await dina.presses("Жіберу")
    told = (await dina.sees("Мына сұрақтарға да сол жауап жеткізілді: № 2."))["text"]
    assert "Жеткізілмеді: № 3." in told
    assert (await question(bot, second)).answered_name == "Дина"
    assert (await question(bot, third)).answered_name == "Марат"
    for number, copies in ((second, 1), (third, 0)):
        chat = (await question(bot, number)).chat_id
        reader = await bot.person("Айгерім", "kk", person_id=chat)
        said = [message for message in await reader.chat() if "орталығына барыңыз" in (message["text"] or "")]
        assert len(said) == copies


async def test_an_answer_becomes_an_entry_and_whoever_asked_waits_for_it(bot: RunningBot) -> None:
    dina = await owner(bot)
    first, *_ = await several(bot)
    laid = await card(bot, dina, first)
    await dina.says("Халыққа қызмет көрсету орталығына барыңыз.", reply_to=laid["message_id"])
    await dina.sees("№ 1 сұрақтың жауабы жеткізілді")
    await card(bot, dina, first)
    await dina.presses("🆕 Сұрақ-жауапқа айналдыру")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        [draft] = await new_entries.in_states(tx, "draft")
        waiting = await searches.waiting_for(tx, draft.searches)
    assert draft.question_id == first
    assert draft.content["texts"]["kk"]["answer"] == "Халыққа қызмет көрсету орталығына барыңыз."
    assert sorted(waiting) == [5001, 5002, 5003]
    await card(bot, dina, first)
    await dina.presses("🆕 Сұрақ-жауапқа айналдыру")  # the same draft, not another one
    await bot.settled()
    async with bot.services.database.connect() as tx:
        assert len(await new_entries.in_states(tx, "draft")) == 1


async def test_a_question_that_was_forgotten_makes_no_entry(bot: RunningBot) -> None:
    dina = await owner(bot)
    await bot.sends(dina, "Ескі карточка", "жауап", "neq:99")
    await dina.presses("жауап")
    await dina.sees("Бұл сұрақ енді сақталмайды", anywhere=True)


async def test_many_open_questions_are_compared_off_the_loop(bot: RunningBot) -> None:
    first = await asked(bot, "Қандас мәртебесін қалай аламын?")
    for number in range(30):
        await asked(
            bot,
            f"Қандас мәртебесін қалай аламын? {number}",
            6000 + number,
            at=NOW + timedelta(minutes=number),
        )
    assert len(await like(bot.services, await question(bot, first))) == 10
