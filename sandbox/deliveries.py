"""Who got how many copies of what, told apart by the first word of the text; never forgotten by itself."""

from sys import intern

_LONGEST_WORD = 64


class Deliveries:
    """Counts of messages from the bot as they arrived."""

    def __init__(self) -> None:
        self._counts: dict[int, dict[str, int]] = {}

    def add(self, chat_id: int, text: str) -> None:
        words = text.split(None, 1)
        word = intern(words[0][:_LONGEST_WORD]) if words else ""
        counts = self._counts.setdefault(chat_id, {})
        counts[word] = counts.get(word, 0) + 1

    def as_json(self) -> dict[str, dict[str, int]]:
        return {str(chat_id): counts for chat_id, counts in self._counts.items()}
