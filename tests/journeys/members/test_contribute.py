"""A teacher and a family far apart, in two alphabets, with the bot's own jobs: written, proposed, introduced."""

from sandbox import Person, Sandbox
from tests.journeys.members.conftest import OWNER, AtWork


async def taps(person: Person, *steps: tuple[str, str]) -> None:
    for button, shown in steps:
        await person.presses(button)
        await person.sees(shown)


def arabic(text: str) -> bool:
    return not any("а" <= letter.lower() <= "я" for letter in text)


async def test_from_two_offers_to_an_introduction(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        aigerim = await Person("Айгерім", "kk", username="aigerim_m").enters(sandbox)
        await aigerim.says("/contribute")
        await taps(
            aigerim,
            ("Ұсынамын", "қандай өтінім"),
            ("Оқыту", "Қай салаға"),
            ("Қазақ тілі", "Қай жерде"),
            ("Қашықтан", "қай тілдерде"),
            ("Дайын", "Не істей алатыныңызды"),
        )
        await aigerim.says("Балаларға қазақ тілінен онлайн сабақ беремін")
        await aigerim.sees("танысуға келіскен")
        await aigerim.says("+7 700 000 00 00")
        await aigerim.sees("Келісіміңіз")
        await taps(aigerim, ("Келісемін, жіберу", "№ 1 өтінім қабылданды"))

    async with at_work():  # another process goes on
        nur = await Person("نۇر", "zh-hans").enters(sandbox)
        await nur.says("/language")
        await nur.presses("قازاقشا")
        await nur.sees("تاڭداڭىز")
        await nur.says("/contribute")
        assert arabic((await nur.sees("🤝"))["text"])
        await nur.presses("ىزدەيمىن")
        for typed in ("وقىتۋ", "قازاق ءتىلى", "قىتاي", "قازاق"):
            assert arabic((await nur.sees("🔎"))["text"])
            await nur.says(typed)
        await nur.sees("🔎")
        await nur.says("بالاما قازاق ءتىلىن ۇيرەتەتىن مۇعالىم ىزدەيمىن")
        await nur.sees("🔎")
        await nur.presses("Telegram")
        assert arabic((await nur.sees("🇨🇳"))["text"].replace("Telegram", ""))
        await nur.presses("كەلىسەمىن")
        await nur.sees("№ 2")

        dina = await Person("Дина", "kk", person_id=OWNER).enters(sandbox)
        await dina.says("/offers")
        await dina.sees("Өтінімдер: 2")
        await dina.says("2")
        await taps(
            dina,
            ("🔎 2", "Бұл сұранысқа 1 ұсыныс сай келеді"),
            ("Сай келетіні: 1", "саласы бірдей"),
            ("Таныстыру: № 1", "атсыз оқиды"),
            ("Екеуінен де сұрау", "Екеуінен де сұралды"),
        )
        asked = await nur.sees("онлайн сабақ беремін", seconds=20)
        assert "+7 700" not in asked["text"]
        await taps(nur, ("ءيا", "№ 2"))
        await aigerim.sees("таныстыру ұсынылып отыр", seconds=20)
        await taps(aigerim, ("Иә, таныстырыңыз", "Екеуіңіз де келістіңіз"))
        met = await nur.sees("+7 700 000 00 00", seconds=20)
        assert "Айгерім" in met["text"] and "https://t.me/aigerim_m" in met["text"]
        assert "نۇر" in (await aigerim.sees("танысыңыздар", seconds=20))["text"]
