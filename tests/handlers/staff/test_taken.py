"""What a message brings to one language's part of a draft."""

from typing import Any

import pytest
from telegram import Message

from bot.broadcasts.content import Media, Text
from bot.errors import BotError
from handlers.staff.broadcast.reading import taken

FILE = {"file_id": "f1", "file_unique_id": "u1", "width": 1, "height": 1}


def message(**fields: Any) -> Message:
    chat = {"id": 1, "type": "private"}
    received = Message.de_json({"message_id": 1, "date": 0, "chat": chat, **fields}, None)
    assert received is not None
    return received


def test_an_album_comes_message_by_message_and_keeps_its_caption() -> None:
    first = taken(message(photo=[FILE], caption="Сурет", media_group_id="9"), Text(), follows=False)
    video = {**FILE, "file_id": "v1", "duration": 1}
    both = taken(message(video=video, media_group_id="9"), first, follows=True)
    assert both.text == "Сурет"
    assert both.media == (Media("photo", "f1"), Media("video", "v1"))
    alone = taken(message(document={"file_id": "d1", "file_unique_id": "d"}), both, follows=False)
    assert alone.media == (Media("document", "d1"),)


def test_words_under_a_later_file_of_an_album_stay_under_that_file() -> None:
    first = taken(message(photo=[FILE], caption="Мәтіні", media_group_id="9"), Text(), follows=False)
    bold = [{"type": "bold", "offset": 0, "length": 6}]
    second = message(
        photo=[{**FILE, "file_id": "f2"}], caption="Екінші", caption_entities=bold, media_group_id="9"
    )
    both = taken(second, first, follows=True)
    assert both.text == "Мәтіні"
    assert [file.caption for file in both.media] == ["", "Екінші"]
    assert Text.of(both.as_json()) == both
    wordless = taken(message(photo=[FILE], media_group_id="9"), Text(), follows=False)
    assert taken(second, wordless, follows=True).text == "Екінші"  # the album's only words are its text


@pytest.mark.parametrize(
    "kind",
    [
        {"type": "regular", "is_anonymous": True},
        {"type": "regular", "is_anonymous": False},
        {"type": "quiz", "is_anonymous": True, "correct_option_ids": [0]},
        {"type": "regular", "is_anonymous": True, "is_closed": True},
    ],
)
def test_a_poll_is_refused_and_the_survey_named(kind: dict[str, object]) -> None:
    options = [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("Иә", "Жоқ")]
    flags = dict.fromkeys(("is_closed", "allows_multiple_answers", "allows_revoting", "members_only"), False)
    poll = {
        "id": "1",
        "question": "Келесіз бе?",
        "options": options,
        "total_voter_count": 0,
        **flags,
        **kind,
    }
    with pytest.raises(BotError, match="/poll"):
        taken(message(poll=poll), Text("Сәлем"), follows=False)


def test_a_correction_takes_text_only_and_an_eleventh_file_is_left_out() -> None:
    with pytest.raises(BotError):
        taken(message(photo=[FILE]), Text("x"), follows=False, only_text=True)
    ten = Text(media=tuple(Media("photo", str(number)) for number in range(10)))
    with pytest.raises(BotError, match="ten files"):
        taken(message(photo=[FILE], media_group_id="9"), ten, follows=True)
