"""Whatever a file says, it is read or refused soon."""

import time
import tomllib
from pathlib import Path

import pytest

from bot.broadcasts import toml_file
from bot.errors import StartError
from bot.faq import toml_entry
from bot.text import toml

PART = "a."
WILD = {
    "key": PART * 20_000 + "a = 1",
    "table": "[" + PART * 20_000 + "a]",
    "inline": "x = {" + PART * 20_000 + "a = 1}",
    "lines": "\n".join(f"x{number}.{PART * 1000}a = 1" for number in range(100)),
    "lists": "x = " + "[" * 50_000,
    "tables": "x = " + "{x = " * 50_000,
    "number": "x = " + "9" * 50_000,
}


@pytest.mark.parametrize("text", WILD.values(), ids=WILD)
def test_a_file_made_to_hurt_is_refused_at_once(text: str, tmp_path: Path) -> None:
    (tmp_path / "broadcast.toml").write_text(text)
    begun = time.process_time()
    with pytest.raises(StartError, match=r"parts|nested|digits"):
        toml_entry.parse("entry.toml", text.encode())
    with pytest.raises(StartError, match=r"parts|nested|digits"):
        toml_file.read(tmp_path / "broadcast.toml", ())
    assert time.process_time() - begun < 1  # one of them took six


def test_a_text_full_of_dots_is_no_long_key() -> None:
    lines = "\n".join(["." * 200] * 60)
    assert toml.loads(f'kk = """{lines}"""') == {"kk": lines} == tomllib.loads(f'kk = """{lines}"""')
