"""What an answer of Telegram's means for a delivery: the one place that reads its error codes and words.

`of(status, answer)` decides by code and `parameters` first and by text only where nothing else tells
(descriptions may change; see https://core.telegram.org/bots/api#making-requests).
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from telegram.error import RetryAfter

from bot.delivery.http_client import Answer, LostError, NotSentError

os.environ.setdefault("PTB_TIMEDELTA", "true")  # PTB's waits as timedelta; the other way is deprecated


class End(Enum):
    """What to do next."""

    SENT = "sent"
    GONE = "gone"  # the member cannot be reached until they come back
    FAILED = "failed"  # this delivery never will be
    RETRY = "retry"  # refused for now, certainly not sent
    UNKNOWN = "unknown"  # perhaps sent
    SLOWER = "slower"  # 429
    SHUT = "shut"  # the token is refused: nothing is sent until it is right
    MOVED = "moved"  # a group became a supergroup
    PLAIN = "plain"  # the markup was refused: once more without
    BUTTONS = "buttons"  # a link button was refused: once more without them
    CLOSED = "closed"  # the group's topic takes no messages, or is gone
    UNPAID = "unpaid"  # not as a paid message: once more at the free pace
    LATE = "late"  # too old to be deleted


WAIT = (End.SLOWER, End.SHUT)  # not sent, nobody's fault: bulk waits as long as it says


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` is Telegram's own words, shortened; `seconds` a 429's wait; `chat_id` where a group went."""

    end: End
    reason: str | None = None
    message_ids: tuple[int, ...] = ()
    seconds: float = 0.0
    chat_id: int | None = None


UNREACHED_SECONDS = 2.0  # bulk waits so long after a connection could not be made
TOKEN_REFUSED = (401, 404)  # revoked; of no bot (Bot API: 404 Not Found where the path names none)
SHUT_SECONDS = 15.0  # between tries while the token is refused
LONGEST = 200  # characters of a reason that are kept
MARKUP = (
    "can't parse entities",
    "can't parse message entities",
    "can't parse messageentity",
    "entity_",
    "entities_too_long",
)
BUTTONS = ("button_url_invalid", "button_type_invalid", "inline keyboard button url")
CLOSED = ("topic_closed", "topic_deleted", "message thread not found")
MEMBERS = ("creator", "administrator", "member")  # one who is restricted says is_member beside it
TOO_OLD = ("message can't be deleted", "message can't be edited")
ALREADY = ("message is not modified", "message to delete not found")


def of(status: int, answer: dict[str, Any] | None) -> Outcome:
    """The outcome of an HTTP answer; `answer` is its JSON, None if it was none."""
    if answer is not None and answer.get("ok"):
        return Outcome(End.SENT, message_ids=_ids(answer.get("result")))
    if answer is None:
        # A gateway in between spoke, not Telegram: what it passed on nobody knows.
        return Outcome(End.UNKNOWN if status >= 500 else End.FAILED, f"HTTP {status} without an answer")
    words = str(answer.get("description", ""))[:LONGEST]
    return _refused(int(answer.get("error_code", status)), words, answer.get("parameters") or {})


def of_answer(answer: Answer | NotSentError | LostError) -> Outcome:
    """The outcome of a call, answered or not."""
    if isinstance(answer, Answer):
        return of(answer.status, answer.body)
    if isinstance(answer, NotSentError):
        return Outcome(End.SLOWER, f"not reached: {answer}", seconds=UNREACHED_SECONDS)
    return Outcome(End.UNKNOWN, f"no answer: {answer}")


def is_member(answer: Answer | NotSentError | LostError) -> bool:
    """Whether getChatMember says that the bot is in the chat; where nothing is said it is taken to be out."""
    if not isinstance(answer, Answer) or not (answer.body or {}).get("ok"):
        return False
    member = (answer.body or {}).get("result") or {}
    return member.get("status") in MEMBERS or bool(member.get("is_member"))


def _refused(code: int, words: str, parameters: dict[str, Any]) -> Outcome:
    if code == 429:
        return Outcome(End.SLOWER, words, seconds=float(parameters.get("retry_after", 1)))
    if parameters.get("migrate_to_chat_id"):
        return Outcome(End.MOVED, words, chat_id=int(parameters["migrate_to_chat_id"]))
    if code >= 500:
        return Outcome(End.RETRY, words)
    if code in TOKEN_REFUSED:
        return Outcome(End.SHUT, words, seconds=SHUT_SECONDS)
    if any(phrase in words.lower() for phrase in CLOSED):
        return Outcome(End.CLOSED, words)
    if code == 403:
        return Outcome(End.GONE, words)
    return Outcome(_of_words(words.lower()), words)


def _of_words(words: str) -> End:
    if "paid" in words or "stars" in words or "balance" in words:
        return End.UNPAID
    if any(phrase in words for phrase in MARKUP):
        return End.PLAIN
    if any(phrase in words for phrase in BUTTONS):
        return End.BUTTONS
    if any(phrase in words for phrase in TOO_OLD):
        return End.LATE
    return End.SENT if any(phrase in words for phrase in ALREADY) else End.FAILED


def _ids(result: Any) -> tuple[int, ...]:
    if isinstance(result, dict):
        return (int(result["message_id"]),) if "message_id" in result else ()
    return tuple(int(message["message_id"]) for message in result) if isinstance(result, list) else ()


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to wait, where PTB raised it."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
