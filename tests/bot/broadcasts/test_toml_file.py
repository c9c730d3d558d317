"""A broadcast as a file: what is wrong is named with file, key and remedy."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.broadcasts.toml_file import read
from bot.errors import StartError

TOPICS = ("law", "jobs")
TEXT = '[text]\nkk = "а"\nru = "б"\nen = "c"\n'


def plan(folder: Path, text: str) -> Path:
    path = folder / "b.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_contracts_example_is_read(tmp_path: Path) -> None:
    keys = (
        'topics = ["law"]\ncountries = ["DE", "TR"]\nlanguages = []\nurgent = true\npolicy = "miss"\n'
        'expires_at = "2026-12-01T18:00:00+05:00"\n'
    )
    kept = read(plan(tmp_path, keys + TEXT), TOPICS)
    assert kept.content.as_json() == {"kk": {"text": "а"}, "ru": {"text": "б"}, "en": {"text": "c"}}
    assert (kept.audience.topics, kept.audience.countries) == (("law",), ("DE", "TR"))
    assert kept.values == {
        "urgent": True,
        "policy": "miss",
        "fallback": None,
        "expires_at": datetime(2026, 12, 1, 13, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('topic = ["law"]\n' + TEXT, "topic: unknown key"),
        ('topics = ["moon"]\n' + TEXT, "topics: 'moon' is not known; use one of law, jobs"),
        ('countries = ["Germany"]\n' + TEXT, "countries: 'Germany' is not an ISO 3166-1 code"),
        ('languages = ["de"]\n' + TEXT, "languages: 'de' is not known"),
        ('policy = "maybe"\n' + TEXT, "policy: 'maybe' is not known; use repeat or miss"),
        ('expires_at = "tomorrow"\n' + TEXT, "expires_at: must be a time with its zone"),
        ('expires_at = "2026-12-01T18:00:00"\n' + TEXT, "expires_at: must be a time with its zone"),
        ('urgent = "yes"\n' + TEXT, "urgent: must be true or false"),
        ('[text]\nkk = "а"\nru = "б"\n', "text.en: missing"),
        ('[text]\nkk = "а"\nru = "б"\nen = " "\n', "text.en: empty"),
        (
            '[text]\nkk = "а"\nru = "б"\nen = "' + "x" * 4097 + '"\n',
            "text.en: 4097 characters; Telegram takes 4096",
        ),
        ("topics = []\n", "text: missing"),
        ('countries = "DE"\n' + TEXT, "countries: must be a list of strings"),
        ('countries = ["XX"]\n' + TEXT, "countries: 'XX' is not an ISO 3166-1 code"),
        ('active_days = "x"\n' + TEXT, "active_days: must be a whole number of days"),
        ("urgent_reason = 5\n" + TEXT, "urgent_reason: must be text"),
        ('markup = "html"\n' + TEXT.replace("б", "<b>б"), "text.ru: <b> is never closed"),
        ('markup = "html"\n' + TEXT.replace("б", "<p>б</p>"), "text.ru: <p> is no tag of Telegram's HTML"),
        ('markup = "html"\n' + TEXT.replace("б", "б<br/>"), "text.ru: <br/> is no tag of Telegram's HTML"),
        ('markup = "html"\n' + TEXT.replace("б", "<h1>б</h1>"), "text.ru: <h1> is no tag of Telegram's HTML"),
        (
            'markup = "html"\n' + TEXT.replace("б", "б&nbsp;"),
            "text.ru: Telegram would show &nbsp; as it stands",
        ),
        ('fallback = ["en"]\n[text]\nkk = "а"\n', "text.ru: missing"),
        (TEXT.replace("б", "{name}"), "text.ru: {name} is not in every language"),
        ("schedule = 5\n" + TEXT, "schedule: a table with every"),
        ("text = 5\n", "text: missing; write a [text] table"),
        (TEXT.replace('"б"', "5"), "text.ru: empty"),
        (TEXT.replace("б", "\\u0000"), "text.ru: holds a NUL character"),
        ("topics = [", "cannot be read as TOML"),
        (TEXT + '[schedule]\nevery = "week"\nat = "10:00"\n', "schedule.days: weekdays by name"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = plan(tmp_path, text)
    with pytest.raises(StartError) as error:
        read(path, TOPICS)
    assert f"{path}: {complaint}" in str(error.value)


def test_characters_are_counted_as_telegram_does(tmp_path: Path) -> None:
    longest = "🇰" * 4096  # each two UTF-16 units, and one character
    kept = read(plan(tmp_path, TEXT.replace("б", longest)), TOPICS)
    assert kept.content["ru"].text == longest


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(StartError) as error:
        read(plan(tmp_path, 'topics = ["moon"]\npolicy = "maybe"\n' + TEXT), TOPICS)
    assert len(str(error.value).splitlines()) == 2


def test_a_language_may_be_left_out_by_explicit_choice(tmp_path: Path) -> None:
    kept = read(plan(tmp_path, 'fallback = ["ru", "kk"]\n[text]\nru = "б"\n'), TOPICS)
    assert kept.values["fallback"] == ["ru", "kk"]
    only = read(plan(tmp_path, 'languages = ["kk"]\n[text]\nkk = "а"\n'), TOPICS)
    assert only.content.as_json() == {"kk": {"text": "а"}}
