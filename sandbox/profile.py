"""What a bot tells about itself: name, descriptions by language, commands by scope and language."""

from dataclasses import dataclass, field

from sandbox.shapes import Json

ScopeKey = tuple[str, int, int]
DEFAULT_SCOPE: ScopeKey = ("default", 0, 0)


@dataclass(slots=True)
class Profile:
    """Texts keyed by two-letter language, "" for everybody else."""

    id: int
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    @property
    def username(self) -> str:
        return f"sandbox_{self.id}_bot"

    @property
    def name(self) -> str:
        return self.names.get("") or f"Sandbox {self.id}"

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def as_me(self) -> Json:
        """What getMe adds to the User object."""
        return {
            **self.as_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }

    def menu(self, scopes: list[ScopeKey], language: str) -> list[Json]:
        """The commands somebody sees: the narrowest scope that has any, their language before none."""
        for scope in scopes:
            for wanted in (language, ""):
                found = self.commands.get((scope, wanted))
                if found:
                    return found
        return []
