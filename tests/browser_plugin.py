"""What happens to browser tests where no Chromium is installed: left out aloud, or an error in CI."""

import os

import pytest

from tests.browser import NAMES, chromium

_LEFT_OUT = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselects tests marked `browser` if there is nothing to run them in."""
    looking = [item for item in items if item.get_closest_marker("browser")]
    if not looking or chromium():
        return
    if os.environ.get("CI", "").lower() == "true":
        raise pytest.UsageError(f"no Chromium for {len(looking)} browser tests: {_remedy()}")
    config.stash[_LEFT_OUT] = len(looking)
    config.hook.pytest_deselected(items=looking)
    items[:] = [item for item in items if item not in looking]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One plain sentence at the end saying what was not looked at."""
    left_out = terminalreporter.config.stash.get(_LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(
            f"Left out: {left_out} browser tests, because no Chromium was found. {_remedy()}"
        )


def _remedy() -> str:
    return f"Install one of {', '.join(NAMES)} or set OTANDAS_CHROMIUM to its path."
