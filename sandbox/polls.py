"""A poll and who voted for what; anonymous ones count without telling the bot names."""

from dataclasses import dataclass, field

from sandbox.shapes import Json


@dataclass(slots=True, eq=False)
class Poll:
    """`options` are texts, `votes` the option numbers each person chose."""

    id: str
    question: str
    options: list[str]
    anonymous: bool = True
    multiple: bool = False
    quiz: bool = False
    closed: bool = False
    correct: list[int] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    votes: dict[int, list[int]] = field(default_factory=dict)

    def voters(self, option: int) -> int:
        return sum(option in chosen for chosen in self.votes.values())

    def persistent_id(self, option: int) -> str:
        return f"{self.id}-{option}"

    def as_api(self) -> Json:
        """The Poll object of the Bot API (10.0: options carry a persistent_id)."""
        return {
            "id": self.id,
            "question": self.question,
            "options": [self._option(number, text) for number, text in enumerate(self.options)],
            "total_voter_count": len(self.votes),
            "is_closed": self.closed,
            "is_anonymous": self.anonymous,
            "type": "quiz" if self.quiz else "regular",
            "allows_multiple_answers": self.multiple,
            "allows_revoting": not self.quiz,
            "members_only": False,
            **self.extra,
        }

    def _option(self, number: int, text: str) -> Json:
        return {
            "persistent_id": self.persistent_id(number),
            "text": text,
            "voter_count": self.voters(number),
        }
