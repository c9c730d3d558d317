"""What a broadcast says: one `Text` for each language, with its files, link buttons or poll.

Three sources make these values: a chat message (handlers/staff/broadcast/reading.py), a TOML file
(bot/broadcasts/toml_file.py) and what is stored (`Content.of`). Rows keep `as_json()`, without what is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.broadcasts.html_text import read_html
from bot.text.languages import LANGUAGES

TEXT, CAPTION = 4096, 1024  # characters after rendering, Bot API sendMessage and sendPhoto
HTML = "HTML"


@dataclass(frozen=True, slots=True)
class Media:
    """`type`: photo, video or document. In an album a file may have words of its own, as typed."""

    type: str
    file_id: str
    caption: str = ""
    entities: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Media":
        entities = tuple(stored.get("entities") or ())
        return cls(stored["type"], stored["file_id"], stored.get("caption") or "", entities)

    def as_json(self) -> dict[str, Any]:
        words = {"caption": self.caption, "entities": list(self.entities)}
        return {
            "type": self.type,
            "file_id": self.file_id,
            **{key: value for key, value in words.items() if value},
        }

    @property
    def wordless(self) -> "Media":
        """The file alone, as another language may take it over."""
        return Media(self.type, self.file_id)


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Poll:
    question: str
    options: tuple[str, ...]
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One language's part: the text as typed with Telegram's `entities`, or with HTML (`parse_mode`)."""

    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    parse_mode: str | None = None
    media: tuple[Media, ...] = ()
    buttons: tuple[tuple[Link, ...], ...] = ()
    poll: Poll | None = None

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Text":
        poll = stored.get("poll")
        return cls(
            text=stored.get("text") or "",
            entities=tuple(stored.get("entities") or ()),
            parse_mode=stored.get("parse_mode"),
            media=tuple(map(Media.of, stored.get("media") or ())),
            buttons=tuple(
                tuple(Link(link["text"], link["url"]) for link in row) for row in stored.get("buttons") or ()
            ),
            poll=Poll(poll["question"], tuple(poll["options"]), bool(poll.get("multiple"))) if poll else None,
        )

    def as_json(self) -> dict[str, Any]:
        poll = self.poll
        stored = {
            "text": self.text,
            "entities": list(self.entities),
            "parse_mode": self.parse_mode,
            "media": [file.as_json() for file in self.media],
            "buttons": [[{"text": link.text, "url": link.url} for link in row] for row in self.buttons],
            "poll": poll
            and {"question": poll.question, "options": list(poll.options), "multiple": poll.multiple},
        }
        return {key: value for key, value in stored.items() if value}

    @property
    def written(self) -> bool:
        """Whether there is anything to send."""
        return bool(self.text.strip() or self.media or self.poll)

    @property
    def shown(self) -> str:
        """The text without its markup."""
        return read_html(self.text).shown if self.parse_mode == HTML else self.text

    @property
    def length(self) -> int:
        """Characters as Telegram counts them: after rendering, without the space around."""
        return len(self.shown.strip())

    @property
    def limit(self) -> int:
        """One medium carries its text as a caption; albums and polls have it as a message of its own."""
        return CAPTION if len(self.media) == 1 else TEXT

    @property
    def messages(self) -> int:
        """How many messages a chat gets: an album and its text, or a poll after its text, are several."""
        if len(self.media) > 1:
            return len(self.media) + 1
        return 2 if self.poll and self.text else 1


@dataclass(frozen=True, slots=True)
class Content:
    """The written texts by language; one that is not written reads as an empty `Text`."""

    texts: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, dict[str, Any]]) -> "Content":
        return cls({language: Text.of(text) for language, text in stored.items()})

    def as_json(self) -> dict[str, Any]:
        return {language: self.texts[language].as_json() for language in self.languages}

    def __getitem__(self, language: str) -> Text:
        return self.texts.get(language) or Text()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those something is written in, in the usual order."""
        return tuple(language for language in LANGUAGES if self[language].written)

    def with_text(self, language: str, text: Text) -> "Content":
        return Content({**self.texts, language: text})
