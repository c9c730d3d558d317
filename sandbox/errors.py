"""What the sandbox says instead of a result: Telegram's refusals, worded once, here, and the control API's.

Wording follows tdlib/telegram-bot-api (Client.cpp): prefix, colon, text with its first letter in lower case
unless the second letter is a capital or an underscore, so that codes like MESSAGE_TOO_LONG stay as they are.
"""

from typing import Any


class ApiError(Exception):
    """An answer with ok=false: HTTP status, description and the optional parameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def payload(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str) -> ApiError:
    return ApiError(400, "Bad Request: " + _lowered(text))


def cannot_parse(text: str) -> ApiError:
    """Broken markup: the parser's own sentence keeps its capital after the prefix."""
    return ApiError(400, "Bad Request: can't parse entities: " + text)


def forbidden(text: str) -> ApiError:
    return ApiError(403, "Forbidden: " + _lowered(text))


def conflict(text: str) -> ApiError:
    return ApiError(409, "Conflict: " + text)


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(new_id: int) -> ApiError:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, {"migrate_to_chat_id": new_id})


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    return ApiError(404, "Not Found")


def _lowered(text: str) -> str:
    code_like = len(text) > 1 and (text[1].isupper() or text[1] == "_")
    return text if code_like or not text else text[0].lower() + text[1:]


class ControlError(ValueError):
    """A control call that makes no sense; `status` is the HTTP status."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status
