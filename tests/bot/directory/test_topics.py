"""Topics of a file that is not as it should be are refused with their place."""

from pathlib import Path

import pytest

from bot.directory import topics
from bot.errors import StartError


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"law = []", "law: no kk, ru, en, sign"),
        (b'[law]\nkk = 1\nru = "a"\nen = "b"\nsign = "c"', "law: no kk"),
        (b"\x80", "cannot be read as TOML"),
        (b"law = " + b"9" * 5000, "cannot be read as TOML"),
        (b"law = " + b"[" * 50_000, "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_bytes(content)
    with pytest.raises(StartError, match=said):
        topics.load(tmp_path)
