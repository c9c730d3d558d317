"""What a colleague is shown who looked at a draft before."""

from typing import Any

from bot.broadcasts.diff import Change, between, words


def draft(**values: Any) -> dict[str, Any]:
    return {"content": {"kk": {"text": "Бірінші сөз"}}, "audience": {}, "due_at": None, **values}


def test_nothing_changed() -> None:
    assert between(draft(), draft()) == []


def test_words_that_went_and_came() -> None:
    assert words("one two three", "one 2 three") == (
        ("same", "one"), ("gone", " two"), ("new", " 2"), ("same", " three"),
    )  # fmt: skip


def test_long_unchanged_stretches_are_cut() -> None:
    before = " ".join(map(str, range(100)))
    runs = words(before, before + " end")
    assert runs[0] == ("same", " …  96 97 98 99")
    assert runs[-1] == ("new", " end")


def test_each_part_is_named() -> None:
    after = draft(audience={"topics": ["law"]}, due_at="2026-11-25T10:00:00+00:00")
    after["content"] = {
        "kk": {"text": "Бірінші сөз", "entities": [{"type": "bold"}]},
        "ru": {"text": "Слово", "media": [{"type": "photo", "file_id": "1"}]},
    }
    changes = between(draft(), after)
    assert [(change.what, change.language) for change in changes] == [
        ("formatting", "kk"), ("text", "ru"), ("media", "ru"), ("audience", None), ("due_at", None),
    ]  # fmt: skip
    assert changes[1] == Change("text", "ru", (("new", "Слово"),))


def test_a_topic_chosen_and_taken_out_again_is_no_change() -> None:
    empty = {"topics": [], "countries": [], "languages": [], "active_days": None, "joined_after": None}
    assert between(draft(), draft(audience=empty)) == []
