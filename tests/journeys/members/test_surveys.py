"""A survey from staff's draft to the results, with the bot's own engine and a restart between two questions."""

from sandbox import Person, Sandbox
from tests.journeys.members.conftest import OWNER, AtWork
from tests.journeys.members.test_events import taps

TITLES = ("Тіл туралы\nҚысқа сауалнама.", "О языке\nКороткий опрос.", "About language\nA short survey.")
CONSENTS = ("Жауабыңызды қор көреді.", "Ответы увидит фонд.", "The fund sees your answers.")
FIRST = (
    "Қай тілде сөйлейсіз?\nҚазақша\nБасқа тілде",
    "На каком языке?\nКазахский\nДругой",
    "Which?\nKazakh\nOther",
)
SECOND = ("Неше балаңыз бар?", "Сколько детей?", "How many children?")
CYRILLIC = range(ord("а"), ord("я") + 1)


async def types(dina: Person, texts: tuple[str, str, str], onward: str) -> None:
    """The same in three languages, one after the other."""
    for text, following in zip(texts, ("орысша", "ағылшынша", ""), strict=True):
        await dina.says(text)
        await dina.sees(text.split("\n")[0])
        if following:
            await taps(dina, (f"Келесі: {following}", onward))


async def write(dina: Person) -> None:
    await dina.says("/start")
    await dina.sees("")
    await dina.says("/poll")
    await taps(dina, ("Жаңа сауалнама", "№ 1 сауалнама, жоба"), ("Қазақша", "Бірінші жолға атауын"))
    await types(dina, TITLES, "Бірінші жолға атауын")
    await taps(dina, ("Артқа", "жетпейтіні"), ("Келісім мәтіні", "келісетін мәтінді"))
    await types(dina, CONSENTS, "келісетін мәтінді")
    await taps(dina, ("Артқа", "сұрақ жоқ"), ("Сұрақтар", "Әзірге сұрақ жоқ"))
    await taps(dina, ("Жаңа сұрақ", "қалай жауап береді"), ("бір жауап таңдау", "бөлек жолға"))
    await types(dina, FIRST, "бөлек жолға")
    await taps(dina, ("Жаңа сұрақ", "қалай жауап береді"), ("сан", "Сұрақты жіберіңіз"))
    await types(dina, SECOND, "Сұрақты жіберіңіз")
    await taps(dina, ("Артқа", "2-сұрақ"), ("Артқа", "2. Неше балаңыз бар?"), ("Артқа", "мерзімі жоқ"))
    await taps(dina, ("🕒", "соңғы күн мен уақытты"))
    await dina.says("25.12.2030 18:00")
    await dina.sees("18:00")
    await taps(dina, ("Артқа", "№ 1 сауалнама, жоба"), ("Тексеру және ашу", "мүшеге ұсынылады"))
    await taps(dina, ("Қазір ашу", "№ 1 сауалнама, ашық"))


def in_arabic(message: dict[str, object]) -> bool:
    return not any(ord(letter.lower()) in CYRILLIC for letter in str(message["text"]))


async def test_from_the_draft_to_the_results(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        dina = await Person("Дина", "kk", person_id=OWNER).enters(sandbox)
        aigerim = await Person("Айгерім", "kk").enters(sandbox)
        nur = await Person("نۇر", "zh-hans").enters(sandbox)
        await aigerim.says("/start")
        await aigerim.sees("")
        await nur.says("/start topic_events")
        await nur.sees("")
        await nur.says("/language")
        await nur.presses("قازاقشا")
        await nur.sees("تاڭداڭىز")
        await write(dina)
        await taps(dina, ("Жариялау", "Растаңыз"), ("Қазір жіберу", "№ 1"))
        invited = await aigerim.sees("Тіл туралы", seconds=15)
        assert invited["buttons"][0][0]["url"].endswith("?start=survey_1")
        await aigerim.says("/start survey_1")
        await taps(aigerim, ("Келісемін, бастау", "1/2"))

        await nur.says("/poll")
        assert in_arabic(await nur.sees("ءتىل تۋرالى"))
        await nur.presses("1")
        assert in_arabic(await nur.sees("جاۋابىڭىزدى"))
        await nur.presses("كەلىسەمىن، باستاۋ")
        assert in_arabic(await nur.sees("1/2"))
        await nur.says("قازاقشا")
        assert in_arabic(await nur.sees("2/2"))

    async with at_work():  # the process was stopped between two questions of each
        await aigerim.presses("Басқа тілде")
        await aigerim.sees("2/2")
        for person, number in ((aigerim, "3"), (nur, "٢")):
            await person.says(number)
            await person.sees("1. ")
        assert in_arabic(await nur.sees("قازاقشا"))
        await nur.presses("جىبەرۋ")
        assert in_arabic(await nur.sees("✅"))
        await taps(aigerim, ("Жіберу", "Рақмет"))
        await aigerim.says("/start survey_1")
        await aigerim.sees("Сауалнамаға бір рет қана жауап беріледі")

        await dina.says("/poll")
        await dina.sees("1. Тіл туралы")
        await taps(dina, ("1", "Жіберілгені: < 5."), ("Нәтижелер", "5 адамнан аз"))
        await dina.says("/poll")
        await taps(dina, ("1", "Жіберілгені: < 5."), ("Жабу", "қазір жабылсын ба"), ("Жабу", "жабық"))
        await aigerim.says("/poll")
        await aigerim.sees("ашық сауалнама жоқ")


async def test_a_file_becomes_a_draft_and_a_faulty_one_is_told(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        dina = await Person("Дина", "kk", person_id=OWNER).enters(sandbox)
        await dina.says("/poll")
        await taps(dina, ("Файлдан", "TOML файлы түрінде"))
        await dina.sends_file(b'title = { kk = "Til" }\ncolour = 1', "survey.toml")
        await dina.sees("colour: мұндай атау жоқ")
        lines = ('title = { kk = "Тіл" }', "[[questions]]", 'kind = "text"', 'text = { kk = "Неге?" }')
        await dina.sends_file("\n".join(lines).encode(), "survey.toml")
        shown = await dina.sees("№ 1 сауалнама, жоба")
        assert "1. Неге? (еркін мәтін)" in shown["text"] and "Орысша: атауы жоқ" in shown["text"]
