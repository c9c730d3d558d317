"""A question typed and left for another command: kept over a restart and offered again, in all three letters."""

import pytest

from storage.database.database import Database
from storage.inbox import question_drafts, questions
from storage.members import members
from tests.handlers.running_bot import running

TYPED = {
    "cyrl": "Анама қандас мәртебесін қалай аламын?",
    "latn": "Anama qandas märtebesin qalai alamyn?",
    "arab": "اناما قانداس مارتەبەسىن قالاي الامىن؟",
}


@pytest.mark.parametrize("script", TYPED)
@pytest.mark.parametrize("other", ["/events", "/places"])
async def test_it_is_offered_again_after_another_command_and_a_restart(
    sqlite: Database, script: str, other: str
) -> None:
    async with running(sqlite) as bot:
        apa = await bot.person("Апа", person_id=5001)
        await apa.says("/start")
        await bot.settled()
        async with sqlite.begin() as tx:
            await members.update(tx, apa.id, script=script, start_step=None)
        await apa.says("/ask")
        await bot.settled()
        await apa.says(TYPED[script])
        await apa.sees(TYPED[script])
        await apa.says(other)
        await bot.settled()
    async with running(sqlite) as bot:
        apa = await bot.person("Апа", person_id=5001)
        await apa.says("/ask")
        shown = await apa.sees(TYPED[script])
        send = next(key for row in shown["buttons"] for key in row if key["data"] == "askyes")
        await apa.presses(send["text"])
        await bot.settled()
        async with sqlite.connect() as tx:
            [question] = await questions.of_chat(tx, apa.id)
            assert question.text == TYPED[script] and await question_drafts.get(tx, apa.id) is None
        await bot.sends(apa, "Ескі", "тізім", "myq")
        await apa.presses("тізім")
        listed = await apa.sees(TYPED[script])
        assert "\u2066\u2066" not in listed["text"]  # a date is turned once
