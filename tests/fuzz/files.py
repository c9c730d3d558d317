"""Readers of files: members, entries, topics, broadcasts, configuration."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tomlkit
from hypothesis import strategies as st
from openpyxl import Workbook

from bot import config_file
from bot.broadcasts import toml_file
from bot.directory import topics
from bot.errors import BotError, StartError
from bot.faq import toml_entry
from bot.members import import_file, importing, table
from bot.members.columns import COLUMNS
from bot.surveys.toml_file import SurveyFileError
from bot.surveys.toml_file import read as read_survey
from tests.fuzz.rounds import Target, briefly, refused
from tests.fuzz.texts import PIECE, SHORT, SIGNS

TOPICS = topics.load()
ROOT = Path(__file__).parents[2]
FOLDER = TemporaryDirectory(prefix="otandas-fuzz-")

# Values as TOML has them.
SCALAR = (
    SHORT | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.datetimes() | st.dates() | st.times()
)  # fmt: skip
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PIECE, inner, max_size=3),
    max_leaves=6,
)
KEYS = {
    "entry": ("slug", "category", "owner", "checked_on", "review_by", "related", "signed_off", "thin", "needs_review",
              "sources", "kk", "ru", "en", "question", "summary", "answer", "steps", "documents", "warnings",
              "phrasings", "url", "title"),
    "broadcast": ("topics", "countries", "languages", "urgent", "urgent_reason", "expires_at", "fallback", "markup",
                  "text", "policy", "audience_mode", "active_days", "schedule", "every", "at", "days", "day", "cron",
                  "zone", "members", "kk", "ru", "en"),
    "topics": ("law", "kk", "ru", "en", "sign"),
    "survey": ("title", "description", "consent", "topic", "countries", "ends_at", "results_shown", "questions", "kind",
               "text", "options", "required", "most", "only_if", "question", "kk", "ru", "en"),
    "config": ("telegram", "token", "token_file", "storage", "dsn", "delivery", "messages_per_second", "quiet_from",
               "staff", "owners", "inbox_chat", "retention", "audit_days", "questions", "days", "holidays",
               "locale", "timezone", "http", "listen", "webhook", "secret_token"),
}  # fmt: skip
WORDS = ("kk", "ru", "en", "DE", "law", "html", "week", "cron", "10:00", "mon", "* * * * *", "Asia/Almaty", "live",
         "2026-12-01T18:00:00+05:00", "", "sqlite:///a.db", "127.0.0.1:80")  # fmt: skip


def toml(kind: str) -> st.SearchStrategy[bytes]:
    """Tables with the keys of a kind of file; pieces of TOML; a file of the tree with something changed in it."""
    key = st.sampled_from(KEYS[kind])
    leaf = SCALAR | st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS), max_size=3)
    inside = st.recursive(
        leaf,
        lambda inner: st.dictionaries(key, inner, max_size=6) | st.lists(inner, max_size=3),
        max_leaves=12,
    )
    whole = st.dictionaries(key, inside | VALUE, max_size=8).map(_dumped)
    pieces = st.lists(
        st.sampled_from(["[", "]", "[[", "]]", "=", ".", '"', "'", '"""', "\n", ",", "{", "}", "#", "1e9", "0x",
                         "\na = " + "9" * 5000 + "\n", "-", "inf", "nan", "1979-05-27", *KEYS[kind]])
        | PIECE,
        max_size=30,
    ).map(lambda parts: "".join(parts).encode())  # fmt: skip
    return whole | pieces | changed(_sample(kind)) | st.binary(max_size=60)


def _dumped(made: dict[str, Any]) -> bytes:
    try:
        return tomlkit.dumps(made).encode("utf-8", "surrogatepass")
    except (ValueError, TypeError):  # it has no way of writing some of them
        return b""


def _sample(kind: str) -> bytes:
    files = {
        "entry": "locales/faq/kandas-apply.toml",
        "topics": "locales/topics.toml",
        "config": "config.example.toml",
    }
    if kind in files:
        return (ROOT / files[kind]).read_bytes()
    if kind == "survey":
        return SURVEY
    return (
        'topics = ["law"]\ncountries = ["DE", "TR"]\nurgent = false\nexpires_at = "2026-12-01T18:00:00+05:00"\n'
        'markup = "html"\n[text]\nkk = "Сәлем <b>достар</b>"\nru = "Привет"\nen = "Hello"\n[schedule]\nevery = "week"\n'
        'at = "10:00"\ndays = ["mon"]\nzone = "Asia/Almaty"\n'
    ).encode()


SURVEY = (
    'title = { kk = "Тіл", ru = "Язык", en = "Language" }\ncountries = ["DE"]\nends_at = 2026-12-25T18:00:00+05:00\n'
    '[[questions]]\nkind = "choice"\ntext = { kk = "Қалай?" }\noptions = [{ kk = "Иә" }, { kk = "Жоқ" }]\n'
    '[[questions]]\nkind = "scale"\nmost = 5\ntext = { kk = "Неше?" }\nonly_if = { question = 1, options = [2] }\n'
).encode()


@st.composite
def changed(draw: st.DrawFn, content: bytes) -> bytes:
    """A few parts of it cut out, doubled, or replaced; what is drawn does not depend on its length (a workbook's
    changes with the time at which it was written)."""
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, 2**20)) % (len(made) + 1)
        end = min(len(made), start + draw(st.integers(0, 40)))
        other = draw(PIECE.map(str.encode) | st.just(bytes(made[start:end]) * 2) | st.binary(max_size=4))
        made[start:end] = other
    return bytes(made)


def _written(name: str, content: bytes) -> Path:
    path = Path(FOLDER.name) / name
    path.write_bytes(content)
    return path


def _entry(content: bytes) -> None:
    with refused(StartError):
        entry = briefly(lambda: toml_entry.parse("kandas-apply.toml", content))
        assert toml_entry.parse("kandas-apply.toml", toml_entry.write(entry).encode()) == entry


def _survey(content: bytes) -> None:
    with refused(SurveyFileError):
        briefly(lambda: read_survey(content, TOPICS))


def _broadcast(content: bytes) -> None:
    with refused(StartError):
        toml_file.read(_written("broadcast.toml", content), TOPICS)


def _topics(content: bytes) -> None:
    _written("topics.toml", content)
    with refused(StartError):
        topics.load(Path(FOLDER.name))


def _config(content: bytes) -> None:
    with refused(StartError):
        config_file.load(_written("config.toml", content))


CELL = (
    st.sampled_from(["777", "-100500", "1,5E+09", "Kazakh", "kk", "қаз", "DE", "Германия", "Asia/Almaty", "law;culture",
                     "active", "stopped", "2026-11-25", "25.11.2026 18:30", '{"a": {"b": [1]}}', "21:00-09:00", ""])
    | SHORT | st.integers().map(str)
)  # fmt: skip
HEAD = st.lists(st.sampled_from([*COLUMNS, "attributes", "email", "chat_id"]) | SHORT, min_size=1, max_size=9)
TABLE = st.tuples(HEAD, st.lists(st.lists(CELL, max_size=9), max_size=8)).map(
    lambda made: [made[0], *made[1]]
)


def _csv(rows: list[list[str]], delimiter: str, encoding: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, escapechar="\\")
    writer.writerows(rows)
    return out.getvalue().encode(encoding, "replace")


def _xlsx(rows: list[list[Any]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(
            ["".join(c for c in cell if c.isprintable()) if isinstance(cell, str) else cell for cell in row]
        )
    book.save(out)
    return out.getvalue()


def _printable(cell: Any) -> Any:
    """Other signs stand in no workbook."""
    return "".join(filter(str.isprintable, cell)) if isinstance(cell, str) else cell


NUMBER = st.floats(allow_nan=False, allow_infinity=False)
NUMBERED = st.lists(st.lists(CELL | NUMBER | st.booleans() | st.dates() | st.none(), max_size=9), max_size=6)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1251", "gb18030")
MEMBERS = (
    st.builds(_csv, TABLE, st.sampled_from(",;\t|"), st.sampled_from(ENCODINGS))
    | st.builds(_csv, TABLE, st.just(","), st.just("utf-8")).flatmap(changed)
    | st.builds(lambda head, rows: _xlsx([head, *rows]), HEAD, NUMBERED)
    | st.builds(_xlsx, TABLE).flatmap(changed)
    | st.binary(max_size=200)
    | st.text(SIGNS, max_size=200).map(str.encode)
)  # fmt: skip


def _members(content: bytes) -> None:
    with refused(StartError, BotError):
        opened = table.opened(_written("members.csv", content), TOPICS)
        read = importing.gathered(import_file.read(opened, TOPICS), lambda _: None)
        assert all(fault.reason and fault.line > 0 for fault in read.faults)
        assert all(-(2**63) < chat < 2**63 for chat in read.rows)


TARGETS = {
    "entries": Target(toml("entry"), _entry),
    "surveys": Target(toml("survey"), _survey),
    "broadcasts": Target(toml("broadcast"), _broadcast),
    "topics": Target(toml("topics"), _topics),
    "config": Target(toml("config"), _config),
    "members": Target(MEMBERS, _members),
}
