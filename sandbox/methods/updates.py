"""How the bot gets its updates (asking, or pushed to a webhook) and answers those that wait for it."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import bad_request, conflict
from sandbox.markup.formatted import message_text
from sandbox.methods import Method
from sandbox.methods.keyboards import read_markup
from sandbox.params import Json, Params
from sandbox.world.account import Account
from sandbox.world.updates import Webhook

_LONGEST_POLL = 50
_PORTS = {80, 88, 443, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_KINDS = {
    "article", "audio", "contact", "document", "game", "gif", "location", "mpeg4_gif", "photo", "sticker",
    "venue", "video", "voice",
}  # fmt: skip


async def get_updates(account: Account, params: Params) -> list[Json]:
    if account.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    account.updates.allow(_allowed(params))
    limit = params.integer("limit", 100)
    seconds = max(0, min(params.integer("timeout"), _LONGEST_POLL))
    return await account.updates.poll(params.integer("offset"), limit if 1 <= limit <= 100 else 100, seconds)


def _allowed(params: Params) -> list[str] | None:
    if params.values.get("allowed_updates") is None:
        return None
    return [str(kind) for kind in params.records("allowed_updates", "allowed updates")]


def set_webhook(account: Account, params: Params) -> bool:
    url = params.text("url").strip()
    if not url:
        return delete_webhook(account, params)
    _check_url(url)
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not _is_local(url):
        raise bad_request("bad webhook: the sandbox calls only this machine, like http://127.0.0.1:8443/")
    account.updates.allow(_allowed(params))
    _drop(account, params)
    connections = max(1, min(params.integer("max_connections", 40), 100))
    account.webhook = Webhook(url, secret, connections, params.text("ip_address"))
    account.updates.interrupt(conflict("terminated by setWebhook request"))
    account.updates.arrived.set()
    return True


def _check_url(url: str) -> None:
    """Telegram's refusals, but plain HTTP to this very machine is allowed, as on a local Bot API server."""
    parts = urlsplit(url)
    if _is_local(url):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not parts.hostname or "." not in parts.hostname:
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname in _LOOPBACK and parts.scheme in ("http", "https")


def delete_webhook(account: Account, params: Params) -> bool:
    account.webhook = Webhook()
    _drop(account, params)
    account.updates.arrived.set()
    return True


def _drop(account: Account, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        account.updates.clear()


def get_webhook_info(account: Account, params: Params) -> Json:
    return account.webhook.as_info(len(account.updates), account.updates.allowed)


def answer_callback(account: Account, params: Params) -> bool:
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text or None, "alert": params.flag("show_alert"), "url": params.text("url") or None}
    if not account.callbacks.answer(params.text("callback_query_id"), account.clock.now(), answer):
        raise bad_request(_TOO_OLD)
    return True


def answer_inline(account: Account, params: Params) -> bool:
    results = [_result(result) for result in params.records("results", "InlineQueryResult")]
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) != len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    answer: Json = {"results": results, "next_offset": params.text("next_offset")}
    if not account.inline.answer(params.text("inline_query_id"), account.clock.now(), answer):
        raise bad_request(_TOO_OLD)
    return True


def _result(given: Any) -> Json:
    if not isinstance(given, dict) or given.get("type") not in _KINDS:
        raise bad_request("can't parse inline query result: Unallowed inline query result type")
    result_id = str(given.get("id") or "")
    if not 1 <= len(result_id.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if given["type"] == "article" and not str(given.get("title") or "").strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
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
        raise bad_request("MESSAGE_TEXT_EMPTY")
    if content is None:
        return str(given.get("caption") or given.get("title") or ""), []
    if not isinstance(content, dict):
        raise bad_request("can't parse InputMessageContent: object expected")
    return message_text(Params(content), "message_text")


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": answer_inline,
}
