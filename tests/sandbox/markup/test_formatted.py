"""Trimming, nesting, finding: the way from what was sent to what the chat shows."""

from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.markup.formatted import caption, formatted, message_text
from sandbox.params import Params

Shape = tuple[str, int, int]


def shapes(entities: list[dict[str, Any]]) -> list[Shape]:
    return [(entity["type"], entity["offset"], entity["length"]) for entity in entities]


TRIMMED = [
    ("  сәлем \n", "сәлем", []),
    ("a\r\nb\tc\x07d", "a\nb c d", []),
    ("a\u202eb\u2028c", "abc", []),
    ("\n <b> сәлем </b> \n", "сәлем", [("bold", 0, 5)]),
    ("<b> </b>x", "x", []),
    ("x <i> y </i>", "x  y", [("italic", 3, 1)]),
    ('<a href="kz.kz"> </a>x', " x", [("text_link", 0, 1)]),
]
NESTED = [
    ("<b>a<b>b</b></b>", [("bold", 0, 2)]),
    ("<code>a<b>b</b></code>", [("code", 0, 2)]),
    ("<b>a</b><b>b</b>", [("bold", 0, 2)]),
    ('<a href="kz.kz">a<code>b</code></a>', [("text_link", 0, 2)]),
    ("<blockquote>a<b>b</b></blockquote>", [("blockquote", 0, 2), ("bold", 1, 1)]),
    ("<b>see kz.kz now</b>", [("bold", 0, 4), ("url", 4, 5), ("bold", 4, 5), ("bold", 9, 4)]),
]
DETECTED = [
    ("/start faq_x", [("bot_command", 0, 6)]),
    ("/start@otandas_bot!", [("bot_command", 0, 18)]),
    ("a/b 1/2", []),
    ("👋 https://gov.kz/a?b=1.", [("url", 3, 20)]),
    ("(gov.kz)", [("url", 1, 6)]),
    ("file.txt v1.2", []),
    ("хабарлас: info@gov.kz", [("email", 10, 11)]),
    ("@otandas #қандас $KZT", [("mention", 0, 8), ("hashtag", 9, 7), ("cashtag", 17, 4)]),
    ("+7 701 123 45 67", [("phone_number", 0, 16)]),
]
EXPLICIT_ERRORS = [
    ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
    ({"type": "bold", "offset": 0, "length": -1}, "receive an entity with incorrect length -1"),
    (
        {"type": "bold", "offset": 9, "length": 1},
        "entity begins after the end of the text at UTF-16 offset 9",
    ),
    (
        {"type": "bold", "offset": 0, "length": 9},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
    ),
    (
        {"type": "bold", "offset": 1, "length": 2},
        "entity begins in a middle of a UTF-16 symbol at byte offset 4",
    ),
    ({"type": "fat", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type specified"),
    ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
    (
        {"type": "text_link", "offset": 0, "length": 2, "url": "x"},
        "entity URL 'x' is invalid: Wrong HTTP URL",
    ),
    (
        {"type": "text_link", "offset": 0, "length": 2, "url": ""},
        "entity URL '' is invalid: URL host is empty",
    ),
    ({"type": "text_mention", "offset": 0, "length": 2}, "user not found"),
]


@pytest.mark.parametrize(("source", "text", "entities"), TRIMMED)
def test_texts_are_trimmed_and_entities_move_along(source: str, text: str, entities: list[Shape]) -> None:
    shown, spans = formatted(source, "HTML", [])
    assert (shown, shapes(spans)) == (text, entities)


@pytest.mark.parametrize(("source", "entities"), NESTED)
def test_entities_that_exclude_each_other_are_put_right(source: str, entities: list[Shape]) -> None:
    assert shapes(formatted(source, "HTML", [])[1]) == entities


@pytest.mark.parametrize(("text", "entities"), DETECTED)
def test_commands_and_addresses_are_detected_in_plain_text(text: str, entities: list[Shape]) -> None:
    assert shapes(formatted(text, "", [])[1]) == entities


@pytest.mark.parametrize(("entity", "words"), EXPLICIT_ERRORS)
def test_wrong_explicit_entities_are_refused(entity: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        formatted("👋 сәлем", "", [entity])
    assert refusal.value.description == f"Bad Request: {words}"


def test_more_than_a_hundred_entities_are_silently_ignored() -> None:
    text = "ab " * 150
    given = [{"type": "bold", "offset": 3 * word, "length": 1} for word in range(150)]
    assert len(formatted(text, "", given)[1]) == 100


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "қ" * 4097}, "message is too long"),
        ({"text": "x", "parse_mode": "XML"}, "unsupported parse_mode"),
        ({"text": "x", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"text": "x", "entities": "[oops"}, "can't parse MessageEntity JSON object"),
    ],
)
def test_texts_that_cannot_be_messages_are_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        message_text(Params(arguments))
    assert refusal.value.description == f"Bad Request: {words}"


def test_lengths_are_counted_after_parsing() -> None:
    text, _ = message_text(Params({"text": f"<b>{'қ' * 4096}</b>", "parse_mode": "html"}))
    assert len(text) == 4096
    assert len(caption(Params({"caption": f"*{'қ' * 1024}*", "parse_mode": "MarkdownV2"}))[0]) == 1024
    with pytest.raises(ApiError, match="message caption is too long"):
        caption(Params({"caption": "қ" * 1025}))
