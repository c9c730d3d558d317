"""Words in the wrong language are named: past the catalogs in the code, and English in a translation."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from bot.text.wording_check import english_words, mixed_letters, past_the_catalogs, technical_words


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('button("Open it", "bc")', ["handlers/x.py:1: 'Open it': goes through no catalog"]),
        ('Screen("Nothing yet.")', ["handlers/x.py:1: 'Nothing yet.': goes through no catalog"]),
        ('Screen(f"<b>{title}</b> was sent")', ["handlers/x.py:1: "]),
        ('button("✓ " + "Done" if on else "", "x")', ["handlers/x.py:1: "]),
        ('await answer(update, context, "Sorry")', ["handlers/x.py:1: 'Sorry': goes through no catalog"]),
        ('part("On", draft)', ["handlers/x.py:1: 'On': goes through no catalog"]),
        ('button(context.label("Open it"), "bc")', []),
        ('Screen(f"<b>{context.t(title)}</b>\\n\\n{body}")', []),
        ('button("👁 " + context.label("Preview"), "see")', []),
        ('part("card", show)', []),
        ('Screen("Сәлем")', ["handlers/x.py:1: 'Сәлем': goes through no catalog"]),
        ('NAMES = {"all": "All drafts"}', ["handlers/x.py:1: 'All drafts': goes through no catalog"]),
        ('text = "Nothing yet."', ["handlers/x.py:1: 'Nothing yet.': goes through no catalog"]),
        ('lines.append(f"Sent to {name}")', ["handlers/x.py:1: 'Sent to'"]),
        ('Screen("\\n".join([head, "nothing is here yet"]))', ["handlers/x.py:1: "]),
        ('bot.send_message(chat, text="{} is late".format(name))', ["handlers/x.py:1: "]),
        ('bot.send_photo(chat, file, caption="your report")', ["handlers/x.py:1: 'your report'"]),
        ('lines = ["Жаңа хабар" if new else ""]', ["handlers/x.py:1: 'Жаңа хабар'"]),
        ('raise Refused("Это уже отправлено")', ["handlers/x.py:1: 'Это уже отправлено'"]),
        ('lines.append("nothing is here yet")', ["handlers/x.py:1: 'nothing is here yet'"]),
        ('NAMES = {"all": N_("All drafts")}', []),
        ('"""A docstring."""', []),
        ('if reason == "Forbidden word": pass', []),
        ('def later() -> "Page": ...', []),
        ('link("Google Calendar", address)', []),
        ('log.info("Started again")', []),
        ("button()", []),
    ],
)
def test_texts_of_the_code_go_through_the_catalogs(tmp_path: Path, code: str, lines: list[str]) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "x.py").write_text(
        f"async def f():\n    {code}\n" if "await" in code else code, encoding="utf-8"
    )
    said = [line.replace(":2: ", ":1: ") for line in past_the_catalogs(tmp_path, "handlers")]
    assert len(said) == len(lines) and all(map(str.startswith, said, lines))


@pytest.mark.parametrize(
    ("translation", "words"),
    [
        ("40 × blocked", ["blocked"]),
        ("Хабар draft күйінде", ["draft"]),
        ("Сообщение отправлено (done)", ["done"]),
        ("<b>Хабар</b> {number}: /broadcast, https://t.me/x, @BotFather, delivery.approval_above", []),
        ("Telegram нөмірі (ID), CSV", []),
        ("0 10 * * mon-fri", []),
        ("", []),
    ],
)
def test_english_words_in_a_translation_are_named(translation: str, words: list[str]) -> None:
    assert [reason.split("'")[1] for reason in english_words(Message("x", translation))] == words


def test_each_plural_form_is_read() -> None:
    message = Message(("{n} day", "{n} days"), ("{n} күн", "{n} days"))
    assert list(english_words(message)) == ["'days' is English; translate it"]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("TypeError at line 5", ["TypeError"]),
        ("Cron бойынша", ["Cron"]),
        ("Ошибка: BadRequest, traceback в журнале", ["traceback"]),
        ("The value is null", ["null"]),
        ("chat_id табылмады", ["chat_id"]),
        ("Write it like: {example}, or /broadcast", []),
        ("None of these", []),
    ],
)
def test_words_of_programmers_are_named_in_any_language(sentence: str, words: list[str]) -> None:
    assert [reason.split("'")[1] for reason in technical_words(Message("x", sentence))] == words


@pytest.mark.parametrize(("room", "faults"), [("bot/inbox", 1), ("bot/offers", 1), ("bot/delivery", 0)])
def test_rooms_that_word_what_people_read_are_read_whole(tmp_path: Path, room: str, faults: int) -> None:
    """The engine's own words are for the log."""
    (tmp_path / room).mkdir(parents=True)
    (tmp_path / room / "x.py").write_text('CLOSED = "The question is closed"', encoding="utf-8")
    assert len(list(past_the_catalogs(tmp_path, "bot"))) == faults


@pytest.mark.parametrize(
    ("sentence", "words"), [("Cәлем, достар", ["Cәлем"]), ("Сәлем, {name}! TOML", []), ("TOML-файл", [])]
)
def test_letters_that_only_look_alike_are_named(sentence: str, words: list[str]) -> None:
    assert [reason.split("'")[1] for reason in mixed_letters(Message("x", sentence))] == words
