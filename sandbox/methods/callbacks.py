"""Answers to pressed buttons."""

from sandbox.account import Account
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback(account: Account, params: Params) -> bool:
    text = params.text("text")
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    answer = {
        "text": text or None,
        "alert": params.flag("show_alert"),
        "url": params.text("url") or None,
    }
    if not account.callbacks.answer(params.text("callback_query_id"), account.clock.now(), answer):
        raise bad(TOO_OLD)
    return True


METHODS: dict[str, Method] = {"answerCallbackQuery": answer_callback}
