"""A person as Telegram knows them, and what stands between them and the bot."""

from dataclasses import dataclass

from sandbox.shapes import Json


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account. `started`: has a private chat with the bot, so the bot may write."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    started: bool = True
    blocked: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def as_api(self) -> Json:
        """The User object of the Bot API."""
        fields = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            **{name: value for name, value in fields.items() if value},
        }
