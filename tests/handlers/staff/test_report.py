"""The report of a broadcast: one picture with the same in words below it, and tables in the reader's language."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.clock import ms
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.deliveries import deliveries as ledger
from storage.members import members
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import NOW, owner

START = NOW - timedelta(hours=2)


async def sent(bot: RunningBot) -> int:
    """To nine in Kazakh in Germany, one of them out of reach, and two in Russian in Türkiye; twenty minutes' pause."""
    text = {language: {"text": "x"} for language in ("kk", "ru", "en")}
    async with bot.services.database.begin() as tx:
        number = await broadcasts.create(
            tx, text, {}, NOW, state="done", launched_at=START, finished_at=START + timedelta(minutes=25)
        )
        for place in range(11):
            language, country = ("kk", "DE") if place < 9 else ("ru", "TR")
            member = await members.join(tx, 3000 + place, language, NOW)
            await members.update(tx, 3000 + place, country=country)
            done = START + timedelta(minutes=place if place < 5 else place + 15)
            row = {"broadcast_id": number, "member_id": member.id, "variant": language, "done_at": ms(done)}
            await tx.execute(
                sa.insert(ledger.deliveries).values(state="gone" if place == 0 else "sent", **row)
            )
        await tx.execute(sa.insert(ledger.counts).values(broadcast_id=number, sent=10, gone=1))
    return number


async def reported(bot: RunningBot, language: str) -> Person:
    await sent(bot)
    dina = await owner(bot, language)
    await bot.sends(dina.id, "Card", "Report", "bv:1:report")
    await dina.presses("Report")
    return dina


async def file(bot: RunningBot, dina: Person) -> bytes:
    message = await dina.sees("")
    content: bytes = bot.sandbox.world.files.get(message["document"]["file_id"]).content
    return content


async def test_it_is_one_picture_with_the_same_in_words(bot: RunningBot) -> None:
    dina = await reported(bot, "kk")
    shown = await dina.sees("№ 1 хабар тарату есебі")
    assert shown["photo"]
    said = shown["text"]
    assert "Тілдер бойынша: қазақша 8, басқалар 2" not in said  # two by themselves would be a small group
    assert "басқалар 10" in said
    assert "Арасында 16 минут ештеңе жіберілген жоқ." in said


async def test_its_figures_come_as_a_table_in_the_readers_language_and_clock(bot: RunningBot) -> None:
    dina = await reported(bot, "ru")
    shown = await dina.sees("По языкам")
    assert labels(shown) == ["📄 Цифры таблицей"]
    await dina.presses("Цифры таблицей")
    content = await file(bot, dina)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "результат;участники"
    assert "отправлено;10" in lines and "недоступны;1" in lines
    assert "время (Алматы);всего отправлено" in lines
    assert lines[-1].startswith("24.11.2026 09:2") and lines[-1].endswith(";10")


def local(moment: datetime) -> str:
    return f"{moment + timedelta(hours=5):%d.%m.%Y %H:%M:%S}"


async def test_every_delivery_is_a_line_and_no_group_gets_it(bot: RunningBot) -> None:
    await sent(bot)
    dina = await owner(bot, "en")
    await bot.sends(dina.id, "Card", "Table", "bv:1:csv")
    await dina.presses("Table")
    lines = (await file(bot, dina)).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("chat,language,country,got it in,outcome")
    assert lines[0].endswith("time (Almaty)")
    assert lines[1].startswith("3000,Kazakh,Germany,Kazakh,unreachable,")
    assert lines[1].endswith(local(START))
    assert len(lines) == 12
