"""What staff do again and again, as steps of a journey. The Kazakh words are those of the catalog."""

from sandbox import Person

NAMES = {"kk": "Қазақша", "ru": "Орысша", "en": "Ағылшынша"}
TEXTS = {
    "kk": "Салық заңы <b>өзгерді</b>",
    "ru": "Налоговый закон <b>изменился</b>",
    "en": "The tax law <b>changed</b>",
}


async def taps(person: Person, *steps: tuple[str, str]) -> None:
    """Presses each button and waits for what it shows."""
    for button, shown in steps:
        await person.presses(button)
        await person.sees(shown)


async def writes(dina: Person, texts: dict[str, str] | None = None) -> None:
    """A new draft with the three texts."""
    await dina.says("/broadcast")
    await dina.sees("жоба")
    if any("Жаңа жоба" in button["text"] for row in (await dina.chat())[-1]["buttons"] for button in row):
        await taps(dina, ("Жаңа жоба", "жазылмаған"))
    for language, text in (texts or TEXTS).items():
        await taps(dina, (NAMES[language], "Мүшелер оқитын"))
        await dina.says(text, html=True)
        await dina.sees("✓")
        await taps(dina, ("Артқа", "👥"))


async def to_law(dina: Person) -> None:
    """Narrows the audience to those who chose changes in law."""
    await taps(dina, ("👥 Алушылар", "Барлығына"), ("Тақырыптар", "Барлығына"), ("Заңдағы өзгерістер", "Тақырыптар: "),
               ("Артқа", "Тақырыптар: "), ("Артқа", "🕒"))  # fmt: skip
