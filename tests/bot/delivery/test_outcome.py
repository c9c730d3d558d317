"""Every answer of Telegram's that a delivery can meet, and what it means."""

from typing import Any

import pytest

from bot.delivery.outcome import End, Outcome, of


def no(code: int, words: str, **parameters: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": words, "parameters": parameters}


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        ({"ok": True, "result": {"message_id": 7}}, End.SENT),
        ({"ok": True, "result": True}, End.SENT),
        (no(403, "Forbidden: bot was blocked by the user"), End.GONE),
        (no(403, "Forbidden: user is deactivated"), End.GONE),
        (no(403, "Forbidden: bot was kicked from the group chat"), End.GONE),
        (no(403, "Forbidden: bot can't initiate conversation with a user"), End.GONE),
        (no(400, "Bad Request: chat not found"), End.FAILED),
        (no(400, "Bad Request: message is too long"), End.FAILED),
        (
            no(400, 'Bad Request: can\'t parse entities: Unsupported start tag "img" at byte offset 1'),
            End.PLAIN,
        ),
        (no(400, "Bad Request: ENTITY_BOUNDS_INVALID"), End.PLAIN),
        (no(400, "Bad Request: message is not modified: specified new message content"), End.SENT),
        (no(400, "Bad Request: message to delete not found"), End.SENT),
        (no(400, "Bad Request: message can't be deleted"), End.LATE),
        (no(400, "Bad Request: not enough Stars for a paid broadcast"), End.UNPAID),
        (no(401, "Unauthorized"), End.SHUT),
        (no(404, "Not Found"), End.SHUT),
        (no(500, "Internal Server Error"), End.RETRY),
        (no(502, "Bad Gateway"), End.RETRY),
    ],
)
def test_an_answer_has_one_meaning(answer: dict[str, Any], end: End) -> None:
    assert of(answer.get("error_code", 200), answer).end is end


def test_a_flood_wait_says_how_long() -> None:
    assert of(429, no(429, "Too Many Requests: retry after 10800", retry_after=10800)).seconds == 10800


def test_a_group_that_moved_says_where() -> None:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    outcome = of(400, no(400, words, migrate_to_chat_id=-1001))
    assert (outcome.end, outcome.chat_id) == (End.MOVED, -1001)


def test_an_album_has_all_its_message_ids() -> None:
    assert of(200, {"ok": True, "result": [{"message_id": 3}, {"message_id": 4}]}).message_ids == (3, 4)


def test_what_a_gateway_says_is_unknown_and_a_foreign_page_is_a_failure() -> None:
    assert of(502, None).end is End.UNKNOWN
    assert of(404, None).end is End.FAILED


def test_reasons_are_kept_short() -> None:
    assert of(400, no(400, "x" * 5000)) == Outcome(End.FAILED, "x" * 200)
