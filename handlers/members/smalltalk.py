"""Greetings, thanks, abuse, "who are you": a short answer in kind, and back to what we are here for."""

from bot.text.translator import Translator


def words(translator: Translator, kind: str) -> str:
    if kind == "thanks":
        return translator.t("You are welcome. If there is another question, just type it.")
    if kind == "abuse":
        return translator.t("I am sorry this is frustrating. Type what you need, and I will look for it.")
    if kind == "greeting":
        return translator.t("Hello! Type your question, and I will look for the answer.")
    return translator.t(
        "I am the Otandas bot, a program that answers questions of Kazakhs abroad. Type your question."
    )
