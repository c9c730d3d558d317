"""Where the bot wants its updates pushed to, and what became of the last attempts."""

from dataclasses import dataclass

from sandbox.shapes import Json


@dataclass(slots=True)
class Webhook:
    """Empty `url`: none."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int = 0
    last_error_message: str = ""

    def as_info(self, pending: int, allowed: frozenset[str] | None) -> Json:
        """The WebhookInfo object."""
        info: Json = {"url": self.url, "has_custom_certificate": False, "pending_update_count": pending}
        if self.url:
            info["max_connections"] = self.max_connections
            info["ip_address"] = self.ip_address or "127.0.0.1"
        if self.last_error_date:
            info["last_error_date"] = self.last_error_date
            info["last_error_message"] = self.last_error_message
        if allowed is not None:
            info["allowed_updates"] = sorted(allowed)
        return info
