"""Each way in which a catalog can be wrong has its line."""

from pathlib import Path

import pytest

from bot.text import catalog_check
from bot.text.languages import LANGUAGES, PLURALS

CODE = 'words.t("Hello, {name}")\nwords.tn("{n} day", "{n} days", 3)\nN_("Bold <b>word</b>")\n'


def catalog(hello: str = "{name}!", days: str = "{n} d", bold: str = "<b>w</b>", forms: int = 2) -> str:
    plural = "".join(f'msgstr[{number}] "{days}"\n' for number in range(forms))
    return (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Plural-Forms: nplurals={forms}; plural=0;\\n"\n\n'
        f'msgid "Hello, {{name}}"\nmsgstr "{hello}"\n\n'
        f'msgid "{{n}} day"\nmsgid_plural "{{n}} days"\n{plural}\n'
        f'msgid "Bold <b>word</b>"\nmsgstr "{bold}"\n'
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Code with one sentence of each kind, complete in three languages."""
    for package in catalog_check.PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "bot" / "said.py").write_text(CODE, encoding="utf-8")
    for language in LANGUAGES:
        write(tmp_path, language, catalog(forms=len(PLURALS[language])))
    catalog_check.write_template(tmp_path / "locales", tmp_path)
    return tmp_path


def write(root: Path, language: str, text: str) -> None:
    folder = root / "locales" / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "messages.po").write_text(text, encoding="utf-8")


def faults(root: Path) -> list[str]:
    return catalog_check.faults(root / "locales", root)


def test_complete_catalogs_have_no_fault(root: Path) -> None:
    assert faults(root) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hello": ""}, "'Hello, {name}': not translated"),
        ({"hello": "no place"}, "places [] differ from ['name']"),
        ({"hello": "{nam}"}, "places ['nam'] differ from ['name']"),
        ({"bold": "<b>w"}, "<b> is not closed"),
        ({"bold": "w</b>"}, "</b> closes nothing"),
        ({"forms": 1}, "1 plural forms, en has 2"),
    ],
)
def test_each_fault_names_catalog_sentence_and_reason(root: Path, wrong: dict[str, str], said: str) -> None:
    write(root, "en", catalog(**wrong))  # type: ignore[arg-type]
    [line] = faults(root)
    assert line.startswith("locales/en/LC_MESSAGES/messages.po: ") and said in line


def test_a_fuzzy_sentence_waits_for_a_translator(root: Path) -> None:
    write(root, "en", catalog().replace('msgid "Hello', '#, fuzzy\nmsgid "Hello'))
    assert any("marked fuzzy" in line for line in faults(root))


def test_new_and_left_over_sentences_are_found(root: Path) -> None:
    (root / "handlers" / "new.py").write_text('words.t("Brand new")\n', encoding="utf-8")
    (root / "bot" / "said.py").write_text(CODE.replace('N_("Bold <b>word</b>")\n', ""), encoding="utf-8")
    lines = faults(root)
    assert sum("'Brand new': not in the catalog (said in handlers/new.py:1)" in line for line in lines) == 3
    assert sum("no code says this any more" in line for line in lines) == 3
    assert any("1 sentences of the code are missing; run: otandas locales update" in line for line in lines)


def test_sentences_missing_from_the_template_are_counted(root: Path) -> None:
    (root / "locales" / "messages.pot").write_text("")
    assert any("3 sentences of the code are missing" in line for line in faults(root))
