"""Every fault of the composer has its weight and its line at the command line."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.broadcasts.audience import Reach
from bot.broadcasts.refusals import LINES, OF_TEXTS, Refusal, Weight, refusals
from handlers.staff.broadcast.objections import TOLD
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
REACH = Reach(1, {"kk": 1}, {None: 1}, 0, 0, 0, 0, 1, 0.1)


OF_CHECK_INS = {"calm", "groups", "comes_again", "ended"}  # a file cannot ask how people are


def test_what_the_composer_can_say_the_command_line_can_say_too() -> None:
    assert set(TOLD) == (set(LINES) | set(OF_TEXTS) | OF_CHECK_INS) - {"approval"}


async def draft(database: Database, texts: dict[str, str], **values: Any) -> Broadcast:
    content = {language: {"text": text} for language, text in texts.items()}
    async with database.begin() as tx:
        number = await broadcasts.create(tx, content, {}, NOW, **values)
        made = await broadcasts.get(tx, number)
    assert made is not None
    return made


KAZAKH = "Бүгін елшілікте кездесу болады, уақытында келіңіздер"


@pytest.mark.parametrize(
    ("texts", "kind", "line"),
    [
        (
            (KAZAKH, KAZAKH, "Come today, our meeting begins at the embassy"),
            "wrong",
            "text.ru: reads as if it were in another language",
        ),
        (("х " * 200, "х", "x"), "lengths", "text: kk is more than twice as long as"),
        (("х https://a.kz", "х", "x"), "links", "text: a.kz is linked in kk, but not in ru, en"),
        (("х [аты]", "х", "x"), "left", "text.kk: [аты] looks like a place to be filled in"),
    ],
)
async def test_what_staff_would_be_asked_is_only_told(
    database: Database, texts: tuple[str, str, str], kind: str, line: str
) -> None:
    said = refusals(
        await draft(database, dict(zip(("kk", "ru", "en"), texts, strict=True))), REACH, NOW, 1000
    )
    [told] = [refusal for refusal in said if refusal.kind == kind]
    assert told.weight == Weight.TOLD and told.line.startswith(line) and not told.stands(force=False)


async def test_a_text_that_is_missing_is_final(database: Database) -> None:
    [missing, *_] = refusals(await draft(database, {"kk": "х", "ru": "х"}), REACH, NOW, 1000)
    assert (missing.kind, missing.weight) == ("missing", Weight.FINAL) and "text.en: missing" in missing.line


@pytest.mark.parametrize(
    ("weight", "force", "stands"),
    [
        (Weight.FINAL, False, True),
        (Weight.FINAL, True, True),
        (Weight.FORCE, False, True),
        (Weight.FORCE, True, False),
        (Weight.TOLD, False, False),
    ],
)
def test_force_overrules_what_it_may(weight: Weight, force: bool, stands: bool) -> None:
    assert Refusal("x", weight, "x").stands(force=force) == stands
