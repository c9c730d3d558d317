"""`python -m benchmarks.replicas [drill …]`: runs drills, prints what was found, exit 1 if anything did not hold."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable

from benchmarks.replicas import broadcast, drills, inbox, seats
from benchmarks.replicas.drills import Report, Stage
from benchmarks.replicas.machines import Postgres, scratch

LONGEST = 3600.0  # seconds for everything; a drill that hangs ends too
Drill = Callable[[Stage], Awaitable[Report]]


def drill(options: argparse.Namespace) -> dict[str, Drill]:
    """The drills by name, with what the command line says."""
    few = max(1, options.conversations // 4)
    return {
        "conversations": lambda at: drills.conversations(
            at, options.conversations, options.steps, options.kill_every, options.spread
        ),
        "broadcast": lambda at: broadcast.broadcast(at, options.members, options.rate, options.kill_every),
        "rolling": lambda at: drills.rolling(at, few, options.steps),
        "outage": lambda at: drills.outage(at, few, options.steps, options.outage),
        "inbox": lambda at: inbox.inbox(at, options.questions, options.acts, forum=False),
        "topics": lambda at: inbox.inbox(at, options.questions, options.acts, forum=True),
        "seats": lambda at: seats.seats(at, options.guests, options.seats),
        "polling": lambda at: drills.polling(at, 15.0),
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replicas", description=__doc__)
    parser.add_argument(
        "drills",
        nargs="*",
        help="conversations broadcast rolling outage inbox topics seats polling; all without",
    )
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=6, choices=range(1, 7))
    parser.add_argument("--kill-every", type=float, default=2.0, metavar="SECONDS")
    parser.add_argument(
        "--spread", type=float, default=0.0, metavar="SECONDS", help="over which people arrive"
    )
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=300.0, help="messages a second of the broadcast")
    parser.add_argument("--questions", type=int, default=200, help="of members to staff")
    parser.add_argument(
        "--acts", type=int, default=200, help="presses and texts of each of five colleagues who answer them"
    )
    parser.add_argument("--guests", type=int, default=500, help="who want to come to an event")
    parser.add_argument("--seats", type=int, default=100)
    parser.add_argument("--outage", type=float, default=20.0, metavar="SECONDS")
    return parser.parse_args()


async def run(options: argparse.Namespace) -> int:
    """How many things did not hold. A SIGTERM ends it as Ctrl+C does, with everything put away."""
    running = asyncio.current_task()
    assert running is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    wrong = 0
    with scratch() as folder:
        postgres = Postgres(folder)
        try:
            async with asyncio.timeout(LONGEST):
                for name, each in drill(options).items():
                    if not options.drills or name in options.drills:
                        async with drills.stage(folder, postgres, name) as at:
                            report = await each(at)
                        print("\n".join(report.lines), flush=True)
                        wrong += len(report.wrong)
        finally:
            postgres.close()
    return wrong


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(run(arguments())) else 0)
