"""What Telegram says instead of a result; raised wherever a rule is broken and worded once, here.

Wording follows tdlib/telegram-bot-api (Client.cpp): prefix, colon, text with its first letter in lower case
unless the second letter is a capital or an underscore, so that codes like MESSAGE_TOO_LONG stay as they are.
"""

from sandbox.shapes import Json


class Refusal(Exception):
    """An answer with ok=false: HTTP status, description and the optional parameters."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def payload(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(text: str) -> Refusal:
    return Refusal(400, "Bad Request: " + _lowered(text))


def cannot_parse(text: str) -> Refusal:
    """Broken markup: the parser's own sentence keeps its capital after the prefix."""
    return Refusal(400, "Bad Request: can't parse entities: " + text)


def forbidden(text: str) -> Refusal:
    return Refusal(403, "Forbidden: " + _lowered(text))


def conflict(text: str) -> Refusal:
    return Refusal(409, "Conflict: " + text)


def flood(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(new_id: int) -> Refusal:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, text, {"migrate_to_chat_id": new_id})


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def not_found() -> Refusal:
    return Refusal(404, "Not Found")


def _lowered(text: str) -> str:
    code_like = len(text) > 1 and (text[1].isupper() or text[1] == "_")
    return text if code_like or not text else text[0].lower() + text[1:]
