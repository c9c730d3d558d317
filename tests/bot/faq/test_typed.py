"""What staff type for a part of an entry, and what they get back to copy."""

from bot.faq.library import Library
from bot.faq.new_entry import kept, read_text
from bot.faq.typed import as_typed, changed, sources_as_typed, with_sources

ENTRY = Library.load().entries["kandas-apply"]
TEXT = ENTRY.raw["en"]


def test_lists_are_typed_a_line_each() -> None:
    text = changed(TEXT, "steps", "• One\n\nTwo\n")
    assert text.steps == ("One", "Two")
    assert as_typed(text, "steps") == "One\nTwo"
    assert changed(TEXT, "steps", "-").steps == ()
    assert read_text(kept(text)) == text


def test_sources_are_typed_a_line_each() -> None:
    entry = with_sources(ENTRY, "Заң https://adilet.zan.kz/x\nhttps://gov.kz/y\nnone")
    assert [(source.title, source.url) for source in entry.sources] == [
        ("Заң", "https://adilet.zan.kz/x"),
        ("gov.kz", "https://gov.kz/y"),
        ("none", ""),
    ]
    assert sources_as_typed(entry).splitlines()[0] == "Заң https://adilet.zan.kz/x"
