"""Browser tests where no Chromium is installed: left out with a sentence that says so, or an error in CI."""

import os

import pytest

from tests.browser import NAMES, chromium

_LEFT_OUT = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselects tests marked `browser` if there is nothing to run them in."""
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
    if not browser_tests or chromium():
        return
    if os.environ.get("CI", "").lower() == "true":
        raise pytest.UsageError(f"no Chromium for {len(browser_tests)} browser tests: {_remedy()}")
    config.stash[_LEFT_OUT] = len(browser_tests)
    config.hook.pytest_deselected(items=browser_tests)
    items[:] = [item for item in items if item not in browser_tests]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One plain sentence at the end saying what was not tested."""
    left_out = terminalreporter.config.stash.get(_LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(
            f"Left out: {left_out} browser tests, because no Chromium was found. {_remedy()}"
        )


def _remedy() -> str:
    return f"Install one of {', '.join(NAMES)} or set OTANDAS_CHROMIUM to its path."
