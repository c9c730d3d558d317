import asyncio
import subprocess
import sys

from bot.watchdog import watched

HANGS = """
import asyncio, re, sys
from bot.watchdog import watched

async def main():
    async with watched(1.0):
        await asyncio.sleep(0.1)
        print("hangs", flush=True)
        re.match(r"(a+)+$", "a" * 60 + "!")

asyncio.run(main())
"""


def test_a_process_whose_loop_is_held_for_good_ends_and_says_where() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANGS], capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.stdout == "hangs\n" and ended.returncode == 1
    assert "Timeout" in ended.stderr and "in main" in ended.stderr
    assert "aaaa" not in ended.stderr


async def test_a_loop_that_turns_is_left_alone() -> None:
    async with watched(1.5):
        await asyncio.sleep(2.2)
