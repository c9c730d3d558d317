"""Files that staff send into the chat, as large as they may be: read beside the loop, and refused in words."""

from unittest.mock import AsyncMock

import pytest

from handlers.staff.entries import proposals
from handlers.staff.surveys import from_file
from tests.handlers.running_bot import DirectRequest, RunningBot
from tests.handlers.staff.people import owner
from tests.loop import SECONDS, longest_step

TRIES = 3
LARGEST = min(proposals.LARGEST, from_file.LARGEST)
FILES = {
    "unknown keys": "".join(f"a{number} = 1\n" for number in range(LARGEST // 12)),
    "tables": "".join(f"[a.b{number}]\n" for number in range(LARGEST // 12)),
    "questions": '[[questions]]\nkind = "text"\ntext = { kk = "a" }\n' * (LARGEST // 50),
    "countries": "countries = [" + '"ZZ",' * (LARGEST // 5 - 10) + "]",
    "comments": "#\n" * (LARGEST // 2),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
@pytest.mark.parametrize("command", ["/entries", "/poll"])
async def test_a_large_file_does_not_hold_the_loop(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch, command: str, content: str
) -> None:
    monkeypatch.setattr(DirectRequest, "retrieve", AsyncMock(return_value=content.encode()))
    dina = await owner(bot, "en")
    await dina.says(command)
    await dina.sees("")
    if command == "/poll":
        await dina.presses("From a file")
        await dina.sees("Send the survey as a TOML file")
    taken = []
    for _ in range(TRIES):
        with longest_step() as measured:
            await dina.sends_file(content.encode(), "a.toml", mime="application/toml")
            await dina.sees("The file could not be read")
        taken.append(max(measured))
        if taken[-1] <= SECONDS:
            break
    assert min(taken) <= SECONDS
