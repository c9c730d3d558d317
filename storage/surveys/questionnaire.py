"""The questions of a survey as frozen values; a row of `surveys` keeps them as JSON.

Numbers of questions and options are those of their survey only, and stay the same in all languages.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LOWEST = 1  # point of a scale


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    """One of the options."""
    SEVERAL = "several"
    """Any number of the options."""
    SCALE = "scale"
    """A point from LOWEST to `most`; its options, if any, say what the two ends mean."""
    TEXT = "text"
    """Words of their own."""
    NUMBER = "number"
    """A number."""
    PLACE = "place"
    """A country, or a city, of which the country is counted."""


@dataclass(frozen=True, slots=True)
class Option:
    """`texts` by language."""

    id: int
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """Shown only to those who chose one of these options of an earlier question."""

    question: int
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`texts` by language; one that is not `required` may be passed over."""

    id: int
    kind: Kind
    texts: dict[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    required: bool = True
    condition: Condition | None = None
    most: int = 5

    @property
    def choices(self) -> tuple[int, ...]:
        """The numbers that can be chosen; none where the answer is typed."""
        if self.kind is Kind.SCALE:
            return tuple(range(LOWEST, self.most + 1))
        return tuple(option.id for option in self.options)

    def text(self, language: str) -> str:
        return self.texts.get(language, "")

    def label(self, choice: int, language: str) -> str:
        """What an option says in a language; empty where nothing is written."""
        return next(
            (option.texts.get(language, "") for option in self.options if option.id == choice),
            "",
        )

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Question":
        condition = kept.get("condition")
        return cls(
            id=kept["id"],
            kind=Kind(kept["kind"]),
            texts=dict(kept.get("texts") or {}),
            options=tuple(
                Option(option["id"], dict(option["texts"])) for option in kept.get("options") or ()
            ),
            required=bool(kept.get("required", True)),
            condition=Condition(condition["question"], tuple(condition["options"])) if condition else None,
            most=kept.get("most", 5),
        )

    def as_json(self) -> dict[str, Any]:
        condition = self.condition
        return {
            "id": self.id,
            "kind": self.kind.value,
            "texts": self.texts,
            "options": [{"id": option.id, "texts": option.texts} for option in self.options],
            "required": self.required,
            "condition": condition and {"question": condition.question, "options": list(condition.options)},
            "most": self.most,
        }
