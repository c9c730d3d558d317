"""A start of the bot loads what the bot needs, and nothing of the other commands."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOADED = "import sys; from bot.cli.shelf import loaded; loaded('run'); print(*sys.modules)"


@pytest.fixture(scope="module")
def modules() -> set[str]:
    """What a fresh process has imported once it knows how to run the bot."""
    ended = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(ended.stdout.split())


@pytest.mark.parametrize("heavy", ["matplotlib", "alembic", "PIL", "sandbox", "bot.cli.demo"])
def test_a_start_does_without(heavy: str, modules: set[str]) -> None:
    assert "bot.app" in modules and heavy not in modules
