"""Answers to inline queries: what somebody typed after the bot's name in any chat."""

from typing import Any

from sandbox.account import Account
from sandbox.keyboards import read_markup
from sandbox.markup.formatted import message_text
from sandbox.methods.callbacks import TOO_OLD
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad
from sandbox.shapes import Json

_KINDS = {
    "article",
    "audio",
    "contact",
    "document",
    "game",
    "gif",
    "location",
    "mpeg4_gif",
    "photo",
    "sticker",
    "venue",
    "video",
    "voice",
}


def answer_inline(account: Account, params: Params) -> bool:
    results = [_result(each) for each in params.records("results", "InlineQueryResult")]
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) != len(results):
        raise bad("RESULT_ID_DUPLICATE")
    answer: Json = {"results": results, "next_offset": params.text("next_offset")}
    if not account.inline.answer(params.text("inline_query_id"), account.clock.now(), answer):
        raise bad(TOO_OLD)
    return True


def _result(given: Any) -> Json:
    if not isinstance(given, dict) or given.get("type") not in _KINDS:
        raise bad("can't parse inline query result: Unallowed inline query result type")
    result_id = str(given.get("id") or "")
    if not 1 <= len(result_id.encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if given["type"] == "article" and not str(given.get("title") or "").strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    return {
        "id": result_id,
        "title": str(given.get("title") or ""),
        "description": str(given.get("description") or ""),
        "content": _content(given),
        "markup": read_markup(Params(given))[0],
    }


def _content(given: Json) -> tuple[str, list[Json]]:
    content = given.get("input_message_content")
    if content is None and given["type"] == "article":
        raise bad("MESSAGE_TEXT_EMPTY")
    if content is None:
        return str(given.get("caption") or given.get("title") or ""), []
    if not isinstance(content, dict):
        raise bad("can't parse InputMessageContent: object expected")
    return message_text(Params(content), "message_text")


METHODS: dict[str, Method] = {"answerInlineQuery": answer_inline}
