"""The answers to a check-in: their words on buttons, and those of what staff read. Pure."""

from enum import StrEnum

from bot.text.translator import N_


class Answer(StrEnum):
    """What is pressed; the words are those of the column `crisis_answers.answer`."""

    SAFE = "safe"
    """Nobody has to do anything."""
    HELP = "help"
    """Needs help."""
    CALL = "call"
    """Wants to be called."""


ANSWERS: dict[str, str] = {
    Answer.SAFE: N_("✅ I am safe"),
    Answer.HELP: N_("🆘 I need help"),
    Answer.CALL: N_("📞 Call me"),
}
