"""Papers written from the code say what the code says."""

from bot.cli import docs


def test_the_permissions_paper_is_not_stale() -> None:
    kept = (docs.DOCS / "permissions.md").read_text(encoding="utf-8")
    assert kept == docs.permissions_page(), "run: otandas docs permissions"


def test_the_conversations_paper_is_not_stale() -> None:
    kept = (docs.DOCS / "conversations.md").read_text(encoding="utf-8")
    assert kept == docs.conversations_page(), "run: otandas docs conversations"
