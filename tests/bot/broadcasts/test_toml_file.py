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


def test_a_country_may_be_one_of_its_clocks_or_cities(tmp_path: Path) -> None:
    file = tmp_path / "b.toml"
    file.write_text('countries = ["DE", "RU/Asia/Omsk", "MN/Өлгий", "TR/745044"]\n' + TEXT, encoding="utf-8")
    assert read(file, TOPICS).audience.countries == ("DE", "RU/Asia/Omsk", "MN/1515436", "TR/745044")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('topic = ["law"]\n' + TEXT, "topic: unknown key"),
        ('topics = ["moon"]\n' + TEXT, "topics: 'moon' is not known; use one of law, jobs"),
        ('countries = ["Germany"]\n' + TEXT, "countries: 'Germany' is not an ISO 3166-1 code"),
        (
            'countries = ["Омск"]\n' + TEXT,
            "countries: 'Омск' is not an ISO 3166-1 code; write RU/Omsk or RU/Asia/Omsk or RU",
        ),
        (
            'countries = ["Ыстанбұл"]\n' + TEXT,
            "countries: 'Ыстанбұл' is not an ISO 3166-1 code; write TR/Istanbul or TR",
        ),
        (
            'countries = ["RU/Europe/Berlin"]\n' + TEXT,
            "countries: 'RU/Europe/Berlin' is not an ISO 3166-1 code",
        ),
        ('languages = ["de"]\n' + TEXT, "languages: 'de' is not known"),
        ('policy = "maybe"\n' + TEXT, "policy: 'maybe' is not known; use repeat or miss"),
        ('expires_at = "tomorrow"\n' + TEXT, "expires_at: must be a time with its zone"),
        ('expires_at = "2026-12-01T18:00:00"\n' + TEXT, "expires_at: must be a time with its zone"),
        ('urgent = "yes"\n' + TEXT, "urgent: must be true or false"),
        ('[text]\nkk = "а"\nru = "б"\n', "text.en: missing"),
        ('[text]\nkk = "а"\nru = "б"\nen = " "\n', "text.en: empty"),
        ('[text]\nkk = "а"\nru = "б"\nen = 3\n', "text.en: must be text in quotes"),
        ('[text]\nkk = "а"\nru = ["б"]\nen = "c"\n', "text.ru: must be text in quotes"),
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
        (TEXT.replace('"б"', "5"), "text.ru: must be text in quotes"),
        (TEXT.replace("б", "\\u0000"), "text.ru: holds a NUL character"),
        ("topics = [", "cannot be read as TOML"),
        (TEXT + '[schedule]\nevery = "week"\nat = "10:00"\n', "schedule.days: weekdays by name"),
        (TEXT.replace("б", "\u200b"), "text.ru: empty"),
        (TEXT.replace("б", "\u202e"), "text.ru: empty"),
        ('expires_at = "0001-01-01T00:00:00+05:00"\n' + TEXT, "expires_at: must be a time with its zone"),
        ('expires_at = "9999-12-31T23:59:59-05:00"\n' + TEXT, "expires_at: must be a time with its zone"),
        ("active_days = 99999999999\n" + TEXT, "active_days: must be a whole number of days"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = plan(tmp_path, text)
    with pytest.raises(StartError) as error:
        read(path, TOPICS)
    assert f"{path}: {complaint}" in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1251"])
def test_a_file_of_another_encoding_is_said_so_in_plain_words(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "notice.toml"
    path.write_bytes(TEXT.encode(encoding))
    with pytest.raises(StartError) as error:
        read(path, TOPICS)
    assert str(error.value) == f"{path}: not in UTF-8; save it again in an editor with the encoding “UTF-8”"


def test_a_folder_is_no_broadcast(tmp_path: Path) -> None:
    with pytest.raises(StartError) as error:
        read(tmp_path, TOPICS)
    assert str(error.value) == f"{tmp_path}: a folder; name the file in it"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('at = "10:00"', "every: one of once, day, week, month, cron"),
        ('every = "Day"', "every: one of once, day, week, month, cron"),
        ('every = "day"', "at: an hour like"),
        ('every = "day"\nat = 10:00:00', "at: must be an hour like"),
        ('every = "day"\nat = "1０:00"', "at: an hour like 10:00"),
        ('every = "day"\nat = "10:00\\n"', "at: an hour like 10:00"),
        ('every = "day"\nat = "24:00"', "at: an hour like 10:00"),
        ('every = "day"\nat = "10:00"\nmembers = "no"', "members: must be true or false"),
        ('every = "day"\nat = "10:00"\nmembers = 1', "members: must be true or false"),
        ('every = "day"\nat = "10:00"\nhour = 5', "hour: unknown key; known are every, at"),
        ('every = "day"\nat = "10:00"\ndays = ["mon"]', 'days: is no part of every = "day"; take it out'),
        ('every = "day"\nat = "10:00"\nzone = "localtime"', "zone: no such time zone"),
        ('every = "week"\nat = "10:00"\ndays = ["mon", 1]', "days: must be weekdays by name"),
        ('every = "week"\nat = "10:00"\ndays = "mon"', "days: must be weekdays by name"),
        ('every = "month"\nat = "10:00"', "day: a whole number, 1 to 31"),
        ('every = "month"\nat = "10:00"\nday = true', "day: must be a whole number"),
        ('every = "month"\nat = "10:00"\nday = 1.5', "day: must be a whole number"),
        ('every = "cron"', "cron: five fields"),
        ('every = "cron"\ncron = "0 10 * * mon"\nat = "18:00"', 'at: is no part of every = "cron"'),
        ('every = "cron"\ncron = "0 10 13 * fri"', "cron: a day of the month and a weekday together"),
        ('every = "cron"\ncron = "٠ ١٠ * * *"', "cron: figures 0-9"),
    ],
)
def test_nothing_of_a_schedule_is_guessed_or_passed_over(tmp_path: Path, lines: str, complaint: str) -> None:
    with pytest.raises(StartError) as error:
        read(plan(tmp_path, f"{TEXT}[schedule]\n{lines}\n"), TOPICS)
    assert f"schedule.{complaint}" in str(error.value)


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
