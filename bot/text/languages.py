"""The languages and alphabets people read. A further language begins here, with its catalog and its entries' texts."""

LANGUAGES = ("kk", "ru", "en")
# What a button says of a reader: language and letters. Kazakh has one for each of its alphabets.
CODES = {language: (language, "cyrl") for language in LANGUAGES} | {
    "kl": ("kk", "latn"),
    "ka": ("kk", "arab"),
}
# Each named as its readers write it.
NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English", "kl": "Qazaqşa", "ka": "قازاقشا"}
# CLDR plural categories in the order of the catalogs' msgstr[0], msgstr[1] …
PLURALS = {"kk": ("one", "other"), "ru": ("one", "few", "many"), "en": ("one", "other")}
# English with the day before the month, as the entries have it
DATES = {"kk": "kk", "ru": "ru", "en": "en_GB"}


def guess(language_code: str | None, default: str) -> str:
    """A member's language from Telegram's IETF tag ("ru", "kk-KZ", "pt-br"); unknown ones get the default."""
    head = (language_code or "").lower().replace("_", "-").split("-")[0]
    return head if head in LANGUAGES else default
