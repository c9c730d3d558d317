"""The shipped library and its search, built once; and a small folder of entries to plant faults in."""

import datetime as dt
from pathlib import Path
from shutil import copytree

import pytest

from bot.faq.library import LOCALES, Library
from bot.faq.search import Search

TODAY = dt.date(2026, 11, 29)

ENTRY = """slug = "{slug}"
category = "entry"
owner = "mfa"
checked_on = 2026-11-24
review_by = 2027-05-24
related = [{related}]
[[sources]]
title = "adilet.zan.kz"
url = "https://adilet.zan.kz/{slug}"

[kk]
question = "{kk} қалай алынады?"
phrasings = ["{kk}", "{kk} керек", "маған {kk} қажет", "{kk} туралы айтыңызшы"]
answer = "Айыппұл {{sum}} болады. Өтінішті 3 күнде қарайды."
steps = ["<b>Бірінші</b> қадам."]

[ru]
question = "Как получить {ru}?"
phrasings = ["{ru}", "нужен {ru}", "мне требуется {ru}", "расскажите про {ru}"]
answer = "Штраф {{sum}}. Заявление рассмотрят за 3 дня."
steps = ["<b>Первый</b> шаг."]

[en]
question = "How to get {en}?"
phrasings = ["{en}", "need {en}", "I require {en}", "tell me about {en}"]
answer = "The fine is {{sum}}. The application takes 3 days."
steps = ["<b>First</b> step."]
"""
FIGURES = """[sum]
value = 4325
unit = "KZT"
valid_from = 2026-01-01
valid_until = 2026-12-31
source = "https://example.kz"
"""


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped entries as of a fixed day."""
    return Library.load(today=TODAY)


@pytest.fixture(scope="session")
def search(library: Library) -> Search:
    """The search over the shipped entries."""
    return Search(library)


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """A locales folder with two sound entries, "fox-permit" and "boat-licence"."""
    (tmp_path / "faq").mkdir()
    (tmp_path / "categories.toml").write_text('[entry]\nkk = "Кіру"\nru = "Въезд"\nen = "Entry"\n')
    (tmp_path / "bodies.toml").write_text('[mfa]\nkk = "СІМ"\nru = "МИД"\nen = "MFA"\nurl = ""\n')
    (tmp_path / "emergency.toml").write_text((LOCALES / "emergency.toml").read_text())
    copytree(LOCALES / "places", tmp_path / "places")
    faq = tmp_path / "faq"
    faq.joinpath("figures.toml").write_text(FIGURES)
    faq.joinpath("units.toml").write_text((LOCALES / "faq" / "units.toml").read_text())
    words = (("fox-permit", "boat-licence", "түлкі рұқсаты", "лисий пропуск", "fox permit"),)
    words += (("boat-licence", "fox-permit", "қайық лицензиясы", "лодочная лицензия", "boat licence"),)
    for slug, related, kk, ru, en in words:
        text = ENTRY.format(slug=slug, related=f'"{related}"', kk=kk, ru=ru, en=en)
        faq.joinpath(f"{slug}.toml").write_text(text)
    return tmp_path
