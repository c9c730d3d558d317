"""Newcomers ask in their own language and letters, and read the answer in them."""

from sandbox import Person, Sandbox
from tests.journeys.members.conftest import AtWork

JOURNEYS = (
    ("Қазақша", "Өткізіп жіберу", "Дайын", "қандас мәртебесін қалай аламын", "Қандас мәртебесін қалай"),
    ("Qazaqşa", "Ötkızıp jıberu", "Daiyn", "qandas märtebesın qalai alamyn", "Qandas märtebesın qalai"),
    ("قازاقشا", "وتكىزىپ جىبەرۋ", "دايىن", "قانداس مارتەبەسىن قالاي الامىن", "قانداس مارتەبەسىن قالاي"),
    ("Русский", "Пропустить", "Готово", "как получить статус кандаса", "подать на статус кандаса?"),
    ("English", "Skip", "Done", "how do I apply for kandas status", "How and where do I apply"),
)


async def test_from_start_to_an_answer_in_each_language_and_script(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        for language, skip, done, question, answer in JOURNEYS:
            nur = await Person("Нұр", "tr").enters(sandbox)
            await nur.says("/start")
            for button in (language, skip, done):
                await nur.presses(button)
            await nur.says(question)
            await nur.sees(answer)


async def test_in_arabic_letters_everything_reads_from_the_right(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        nur = await Person("نۇر", "zh-hans").enters(sandbox)
        await nur.says("/start")
        await nur.presses("قازاقشا")
        for said in ("/help", "/topics", "/settings", "/faq"):
            await nur.says(said)
            text = (await nur.sees("\u0627"))["text"]
            assert not any("а" <= letter.lower() <= "я" for letter in text), text
