"""/audit: every deed in words, under one of its kinds, with the names of people, bodies and languages."""

import ast
from pathlib import Path

import pytest

from handlers.staff import audit, deeds
from sandbox import Person
from storage.staff import audit as log
from storage.staff import staff
from tests.handlers.running_bot import RunningBot
from tests.handlers.staff.people import NOW, owner

ROOTS = ("handlers", "bot")
NO_DEEDS = {
    "members.csv",
    "members.png",
    "members.xlsx",
    "entry.toml",
    "members.forgotten",
}  # files, a column
ACTION = {prefix for _, prefixes in audit.KINDS.values() for prefix in prefixes}


def written() -> set[str]:
    """Words like "broadcast.paused" of these kinds that stand in the source."""
    found = set()
    for path in (path for root in ROOTS for path in Path(root).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                kind, dot, deed = node.value.partition(".")
                if dot and kind in ACTION and deed.replace("_", "").isalpha():
                    found.add(node.value)
    return found - NO_DEEDS


def test_every_deed_has_its_words() -> None:
    assert len(written()) > 70
    assert written() <= set(deeds.DEEDS)


def test_every_deed_is_of_one_kind() -> None:
    listed = [prefix for _, prefixes in audit.KINDS.values() for prefix in prefixes]
    assert sorted(listed) == sorted({deed.partition(".")[0] for deed in deeds.DEEDS})


async def did(bot: RunningBot, action: str, subject: object, **detail: object) -> None:
    await bot.services.database.write(log.log, 7010, action, subject, NOW, name="Ерлан", **detail)


async def at_audit(bot: RunningBot) -> tuple[Person, str]:
    dina = await owner(bot)
    await dina.says("/audit")
    return dina, (await dina.sees("Кім не істеді"))["text"]


@pytest.mark.parametrize(
    ("action", "subject", "detail", "said"),
    [
        ("team.hours", "mfa", {}, "Сыртқы істер министрлігінің"),
        ("team.body", "Ерлан", {"body": "mfa"}, "Сыртқы істер министрлігінің"),
        ("team.added", "Ерлан", {"role": "editor"}, "(редактор)"),
        ("entry.proposed", "kandas-apply", {"language": "kk"}, "(қазақша)"),
        ("entry.begun", "new-entry", {}, "сұрақ-жауап жобасын бастады: new-entry"),
        ("topic.retired", "law", {}, "Заңдағы өзгерістер"),
        ("team.hours", "no-longer-there", {}, "no-longer-there"),
    ],
)
async def test_it_names_what_it_is_about(
    bot: RunningBot, action: str, subject: str, detail: dict[str, str], said: str
) -> None:
    await did(bot, action, subject, **detail)
    assert said in (await at_audit(bot))[1]


async def test_a_filter_names_the_colleague_though_nothing_is_found(bot: RunningBot) -> None:
    await did(bot, "team.hours", "mfa")
    dina, _ = await at_audit(bot)
    for button, shown in (
        ("👤", "Тек мынаны көрсету"),
        ("Ерлан", "Ерлан"),
        ("🗂", "Тек мынаны"),
        ("Іс-шаралар", ""),
    ):
        await dina.presses(button)
        await dina.sees(shown)
    assert "Ерлан, Іс-шаралар" in (await dina.sees("Ондай жазба жоқ"))["text"]


async def test_owners_of_the_configuration_are_called_by_their_names(bot: RunningBot) -> None:
    dina = await owner(bot)
    await bot.services.database.write(staff.add, 7010, "operator", "Ерлан", dina.id, NOW)
    await dina.says("/team")
    for button in ("Қай мекемеге", "Қазақстанның Ұлттық Банкі"):
        await dina.presses(button)
    shown = await dina.sees("Бұл мекемеге жауаптылар")
    assert [button["text"] for button in shown["buttons"][0]] == ["Дина", "Ерлан"]
