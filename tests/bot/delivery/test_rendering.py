"""Content as Bot API calls."""

from datetime import date
from typing import Any

import orjson
import pytest

from bot.broadcasts.content import Link, Media, Text
from bot.delivery import rendering
from bot.delivery.rendering import CheckIn
from bot.text.catalogs import Words
from bot.text.translator import Translator

WORDS = Words("kk", {"Unsubscribe": "Жазылудан бас тарту", "In my letters": "Менің әріптеріммен"})
KK = Translator(WORDS)
LEAVE = {"text": "Жазылудан бас тарту", "callback_data": "un:7"}
PHOTO, VIDEO = {"type": "photo", "file_id": "p"}, {"type": "video", "file_id": "v"}
POLL = {"question": "q", "options": ["a", "b"], "multiple": True}


@pytest.mark.parametrize(
    ("part", "methods", "weights"),
    [
        ({"text": "x"}, ["sendMessage"], [1]),
        ({"text": "x", "media": [PHOTO]}, ["sendPhoto"], [1]),
        ({"text": "x", "media": [VIDEO]}, ["sendVideo"], [1]),
        ({"text": "x", "media": [{"type": "document", "file_id": "d"}]}, ["sendDocument"], [1]),
        ({"text": "x", "media": [PHOTO, VIDEO, PHOTO]}, ["sendMediaGroup", "sendMessage"], [3, 1]),
        ({"poll": POLL}, ["sendPoll"], [1]),
        ({"text": "x", "poll": POLL}, ["sendMessage", "sendPoll"], [1, 1]),
    ],
)
def test_what_is_sent_for_what_was_written(
    part: dict[str, Any], methods: list[str], weights: list[int]
) -> None:
    text = Text.of(part)
    calls = rendering.sends(text, 7, KK)
    assert [call.method for call in calls] == methods
    assert [call.weight for call in calls] == weights
    assert calls[-1].body["reply_markup"]["inline_keyboard"][-1] == [LEAVE]
    assert all("reply_markup" not in call.body for call in calls[:-1])
    assert text.messages == sum(weights)


@pytest.mark.parametrize(
    ("script", "labels"),
    [
        ("cyrl", ["Жазылудан бас тарту"]),
        ("latn", ["Menıñ ärıpterımmen", "Jazyludan bas tartu"]),
        ("arab", ["مەنىڭ ارىپتەرىممەن", "جازىلۋدان باس تارتۋ"]),
    ],
)
def test_who_reads_other_letters_has_a_button_for_them(script: str, labels: list[str]) -> None:
    [call] = rendering.sends(Text("сәлем"), 7, Translator(WORDS, script))
    assert call.body["text"] == "сәлем"  # as it was written
    rows = call.body["reply_markup"]["inline_keyboard"]
    assert [label["text"] for [label] in rows] == labels
    assert rendering.edit(Text("сәлем"), 7, Translator(WORDS, script)).body["reply_markup"] == {
        "inline_keyboard": rows
    }


@pytest.mark.parametrize("part", [{"poll": POLL}, {"text": "x", "poll": POLL}, {"media": [PHOTO]}])
def test_what_has_no_text_of_its_own_is_not_turned(part: dict[str, Any]) -> None:
    last = rendering.sends(Text.of(part), 7, Translator(WORDS, "latn"))[-1]
    assert len(last.body["reply_markup"]["inline_keyboard"]) == 1


def test_one_medium_carries_the_text_and_its_formatting_as_caption() -> None:
    bold = {"type": "bold", "offset": 0, "length": 1}
    [call] = rendering.sends(Text("x", (bold,), media=(Media("photo", "p"),)), 7, KK)
    assert (call.body["caption"], call.body["caption_entities"], call.body["photo"]) == ("x", [bold], "p")


def test_the_shared_bytes_and_the_chat_make_one_json() -> None:
    [call] = rendering.sends(Text("сәлем"), 7, KK)
    assert orjson.loads(b'{"chat_id":-5' + call.after_chat()) == call.to(-5)
    assert orjson.loads(b'{"chat_id":5' + rendering.Call("x", {}).after_chat()) == {"chat_id": 5}


def test_without_formatting_the_words_stay() -> None:
    call = rendering.Call("sendMessage", {"text": "<b>a</b> &lt; b", "parse_mode": "HTML"})
    assert rendering.plain(call).body == {"text": "a < b"}
    typed = rendering.Call(
        "sendMessage", {"text": "<3", "entities": [{"type": "bold", "offset": 0, "length": 2}]}
    )
    assert rendering.plain(typed).body == {"text": "<3"}


def test_files_of_an_album_keep_words_of_their_own() -> None:
    bold = ({"type": "bold", "offset": 0, "length": 1},)
    files = (Media("photo", "1"), Media("photo", "2", "Екінші", bold))
    [album, _] = rendering.sends(Text("Мәтін", media=files), 7, KK)
    assert album.body["media"] == [
        {"type": "photo", "media": "1"},
        {"type": "photo", "media": "2", "caption": "Екінші", "caption_entities": list(bold)},
    ]
    assert "caption_entities" not in rendering.plain(album).body["media"][1]


def test_without_its_link_buttons_the_one_to_unsubscribe_stays() -> None:
    [call] = rendering.sends(
        Text("x", buttons=((Link("a", "https://a.kz"), Link("b", "https://b.kz")),)), 7, KK
    )
    rows = rendering.unlinked(call).body["reply_markup"]["inline_keyboard"]
    assert [[button.get("callback_data") for button in row] for row in rows] == [["un:7"]]
    assert rendering.unlinked(rendering.Call("deleteMessages", {})).body == {}


ASKED = ["ci:5:safe", "ci:5:help", "ci:5:call"]


@pytest.mark.parametrize(
    "part", [{"text": "x"}, {"text": "x", "media": [PHOTO, VIDEO]}, {"text": "x", "poll": POLL}]
)
def test_a_check_in_has_its_answers_above_everything_else(part: dict[str, Any]) -> None:
    link = {"buttons": [[{"text": "a", "url": "https://example.org"}]]}
    rows = rendering.sends(Text.of(part | link), 7, KK, CheckIn(5))[-1].body["reply_markup"][
        "inline_keyboard"
    ]
    assert [row[0].get("callback_data") for row in rows] == [*ASKED, None, "un:7"]


def test_after_its_end_it_says_since_when_and_a_poll_changes_its_buttons_only() -> None:
    ended = CheckIn(5, date(2026, 11, 29))
    [first, *_] = rendering.edit(Text("x"), 7, KK, ended).body["reply_markup"]["inline_keyboard"]
    assert first == [{"text": "⏹ Ended on 2026\u202fж. 29 қараша", "callback_data": "ci:5:ended"}]
    polled = rendering.edit(Text.of({"poll": POLL}), 7, KK, ended)
    assert (polled.method, list(polled.body)) == ("editMessageReplyMarkup", ["reply_markup"])
