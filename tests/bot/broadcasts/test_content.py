"""What a broadcast says, as values and as it is stored."""

from bot.broadcasts.content import Content, Link, Media, Poll, Text

BOLD = {"type": "bold", "offset": 0, "length": 1}


def test_what_is_stored_is_read_and_stored_again_alike() -> None:
    stored = {
        "kk": {"text": "Сәлем", "entities": [BOLD], "buttons": [[{"text": "a", "url": "https://a.kz"}]]},
        "ru": {"text": "<b>Привет</b>", "parse_mode": "HTML", "media": [{"type": "photo", "file_id": "p"}]},
        "en": {"poll": {"question": "?", "options": ["1", "2"], "multiple": True}},
    }
    content = Content.of(stored)
    assert content["kk"] == Text("Сәлем", (BOLD,), buttons=((Link("a", "https://a.kz"),),))
    assert content["ru"] == Text("<b>Привет</b>", parse_mode="HTML", media=(Media("photo", "p"),))
    assert content["en"] == Text(poll=Poll("?", ("1", "2"), multiple=True))
    assert content.as_json() == stored


def test_rows_of_earlier_versions_name_what_is_empty() -> None:
    stored = {
        "kk": {"text": "x", "entities": [], "media": [], "poll": None, "buttons": []},
        "ru": {"text": ""},
    }
    content = Content.of(stored)
    assert (content["kk"], content["en"], content.languages) == (Text("x"), Text(), ("kk",))
    assert content.as_json() == {"kk": {"text": "x"}}
    assert content.with_text("kk", Text()).as_json() == {}
