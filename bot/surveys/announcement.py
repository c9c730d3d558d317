"""The broadcast that tells of an open survey: what it says in each language, to whom, and until when it is good."""

from html import escape
from typing import Any

from bot.broadcasts.content import HTML, Content, Link, Text
from bot.surveys.wording import SIGN
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES
from bot.text.translator import Translator
from storage.members.audience import Audience
from storage.surveys.surveys import Survey


def audience(survey: Survey) -> Audience:
    """Those on its topic and in its countries."""
    return Audience(topics=(survey.topic,) if survey.topic else (), countries=tuple(survey.countries))


def content(catalogs: Catalogs, survey: Survey, link: str) -> dict[str, Any]:
    """Title and description, with a button that opens the survey at `link`."""
    texts = {}
    for language in LANGUAGES:
        label = Translator.of(catalogs, language).label("Open the survey")
        title, about = (escape(survey.text(language, part), quote=False) for part in ("title", "description"))
        said = "\n\n".join(filter(None, [f"{SIGN} <b>{title}</b>", about]))
        texts[language] = Text(said, parse_mode=HTML, buttons=((Link(label, link),),))
    return Content(texts).as_json()
