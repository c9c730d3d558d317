"""Are the sentences complete in every language? Every fault is a line naming catalog, sentence and reason.

Checked: each sentence the code says stands in every catalog; no translation is empty or fuzzy; plural forms
are as many as the language has; `{places}` are those of the source; markup is balanced; nothing is left over
that no code says any more; no variant stands for a word of the glossary; no text of the code goes past the
catalogs, no English word stands in a Kazakh or Russian sentence and none of programmers in any.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.text import glossary, markup, wording_check
from bot.text.catalogs import LOCALES, read_catalog
from bot.text.languages import LANGUAGES, PLURALS

ROOT = LOCALES.parent
PACKAGES = ("bot", "handlers")  # with sentences
TEMPLATE = "messages.pot"
TAGS = (*markup.TAGS, "blockquote")
PLACE = re.compile(r"{(\w*)}")

Key = str | tuple[str, str]


def faults(locales: Path = LOCALES, root: Path = ROOT) -> list[str]:
    """Every fault, one line each; empty when all is well."""
    sentences = sentences_of_the_code(root)
    lines = (_catalog_faults(locales, language, sentences) for language in LANGUAGES)
    past = (wording_check.past_the_catalogs(root, package) for package in PACKAGES)
    of_catalogs = [*chain.from_iterable(lines), *_template_faults(locales, sentences)]
    return [*of_catalogs, *glossary.faults(locales), *chain.from_iterable(past)]


def sentences_of_the_code(root: Path = ROOT) -> dict[Key, str]:
    """Each sentence in the code, with a place where it is said."""
    sentences: dict[Key, str] = {}
    for package in PACKAGES:
        for name, line, message, _comments, _context in extract_from_dir(
            str(root / package),
            [("**.py", "python")],
            keywords=wording_check.KEYWORDS,
            comment_tags=("NOTE:",),
        ):
            key = (str(message[0]), str(message[1])) if isinstance(message, tuple) else str(message)
            sentences.setdefault(key, f"{package}/{name}:{line}")
    return sentences


def write_template(locales: Path = LOCALES, root: Path = ROOT) -> Path:
    """Renews the file translators start from; places in code are left out, since they move."""
    template = Catalog(project="otandas", fuzzy=False)
    for key in sorted(sentences_of_the_code(root), key=str):
        template.add(key, auto_comments=[])
    path = locales / TEMPLATE
    with path.open("wb") as file:
        write_po(file, template, width=110, omit_header=True, no_location=True)
    return path


def _template_faults(locales: Path, sentences: dict[Key, str]) -> Iterator[str]:
    path = locales / TEMPLATE
    with path.open("rb") as file:
        missing = sentences.keys() - {_key(message) for message in read_po(file)}
    if missing:
        yield f"{path}: {len(missing)} sentences of the code are missing; run: otandas locales update"


def _catalog_faults(locales: Path, language: str, sentences: dict[Key, str]) -> Iterator[str]:
    catalog = {_key(message): message for message in read_catalog(locales, language) if message.id}
    where = f"locales/{language}/LC_MESSAGES/messages.po"
    for key, place in sentences.items():
        if key not in catalog:
            yield f"{where}: {_short(key)}: not in the catalog (said in {place})"
    for key, message in catalog.items():
        if key not in sentences:
            yield f"{where}: {_short(key)}: no code says this any more; take it out"
        yield from (f"{where}: {_short(key)}: {reason}" for reason in _message_faults(message, language))


def _message_faults(message: Message, language: str) -> Iterator[str]:
    source = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if message.fuzzy:
        yield "marked fuzzy; a translator must confirm it"
    if len(source) == 2 and len(forms) != len(PLURALS[language]):
        yield f"{len(forms)} plural forms, {language} has {len(PLURALS[language])}"
    for form in forms:
        yield from _form_faults(form or "", source)
    if language in wording_check.CYRILLIC:
        yield from wording_check.english_words(message)
    yield from wording_check.technical_words(message)
    yield from wording_check.mixed_letters(message)


def _form_faults(form: str, source: Iterable[str]) -> Iterator[str]:
    if not form.strip():
        yield "not translated"
        return
    allowed = [set(PLACE.findall(sentence)) for sentence in source]
    if set(PLACE.findall(form)) not in allowed:
        yield f"places {sorted(set(PLACE.findall(form)))} differ from {sorted(allowed[-1])}"
    if (fault := markup.fault(form, TAGS)) is not None:
        yield fault


def _key(message: Message) -> Key:
    if isinstance(message.id, (tuple, list)):
        return (message.id[0], message.id[1])
    return message.id


def _short(key: Key) -> str:
    text = key if isinstance(key, str) else key[0]
    return repr(text if len(text) <= 60 else text[:57] + "…")
