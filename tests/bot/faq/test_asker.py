"""People are counted by a mark that tells nobody who they are."""

from bot.faq.asker import mark


def test_a_chat_has_one_mark_and_another_bot_another() -> None:
    assert mark("1:a", 5) == mark("1:a", 5)
    assert len({mark("1:a", 5), mark("1:b", 5), mark("1:a", 6)}) == 3


def test_many_people_share_a_mark() -> None:
    marks = [mark("1:a", chat) for chat in range(200_000)]
    assert all(0 <= value < 65536 for value in marks[:1000])
    assert len(set(marks)) < 65536
