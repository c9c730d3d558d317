"""Greetings, thanks, abuse, "who are you": a short answer in kind, and back to what we are here for."""

from bot.speech import Speech


def words(speech: Speech, kind: str) -> str:
    if kind == "thanks":
        return speech.t("You are welcome. If there is another question, just type it.")
    if kind == "abuse":
        return speech.t("I am sorry this is frustrating. Type what you need, and I will look for it.")
    if kind == "greeting":
        return speech.t("Hello! Type your question, and I will look for the answer.")
    return speech.t(
        "I am the Otandas bot, a program that answers questions of Kazakhs abroad. Type your question."
    )
