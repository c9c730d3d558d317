"""How the bot gets its updates: asking for them, or having them pushed to a webhook."""

import re
from urllib.parse import urlsplit

from sandbox.account import Account
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad, conflict
from sandbox.shapes import Json
from sandbox.webhook import Webhook

_LONGEST_POLL = 50
_PORTS = {80, 88, 443, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


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
        raise bad("secret token contains unallowed characters")
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
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not parts.hostname or "." not in parts.hostname:
        raise bad("bad webhook: Failed to resolve host: Name or service not known")
    if (parts.port or 443) not in _PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


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


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
