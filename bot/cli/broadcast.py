"""`otandas broadcast …`: create one from a file, see how far it is, and steer it. A running bot obeys in 2 s."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import launcher
from bot.broadcasts.schedule import next_due
from bot.broadcasts.toml_file import Plan, moment, read
from bot.cli.options import ConfigOption, configuration, opened
from bot.clock import ms, now
from bot.config import Config
from bot.directory.topics import load
from bot.errors import StartError
from bot.text.catalogs import Catalogs
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.deliveries.deliveries import STATES, Counts

app = typer.Typer(no_args_is_help=True)
Made = TypeVar("Made")
Id = Annotated[int, typer.Argument(metavar="ID", help="The broadcast's number.")]


@app.command()
def create(
    file: Annotated[Path, typer.Argument(help="A TOML file with the text in kk, ru and en.")],
    at: Annotated[str, typer.Option(help="When, in ISO 8601 with its zone; now without it.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Only store it.")] = False,
    config: ConfigOption = None,
) -> None:
    """Store a broadcast and print its id; a running bot picks it up within 2 s.

    Example: otandas broadcast create notice.toml --at 2026-12-01T10:00:00+05:00
    """
    plan = read(file, load().keys())
    due = moment(at) if at else None
    if at and due is None:
        raise StartError(f"--at {at!r}: not a time with its zone; write it like 2026-12-01T10:00:00+05:00")
    typer.echo(_in(config, lambda tx, _: _create(tx, plan, due, draft)))


@app.command()
def status(
    broadcast_id: Id, as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    config: ConfigOption = None,
) -> None:  # fmt: skip
    """Show how far a broadcast is.

    Example: otandas broadcast status 12 --json
    """
    one, counts, later = _in(config, lambda tx, _: _status(tx, broadcast_id))
    typer.echo(json.dumps(_keys(one, counts)) if as_json else _lines(one, counts, later))


@app.command()
def pause(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Stop sending until it is resumed.

    Example: otandas broadcast pause 12
    """
    values = {"paused_at": now(), "pause_reason": "paused at the command line"}
    _in(config, lambda tx, _: _step(tx, broadcast_id, ("scheduled", "sending"), "paused", **values))
    typer.echo(f"broadcast {broadcast_id} is paused")


@app.command()
def resume(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Go on with a paused broadcast.

    Example: otandas broadcast resume 12
    """
    _in(config, lambda tx, _: _resume(tx, broadcast_id))
    typer.echo(f"broadcast {broadcast_id} goes on")


@app.command()
def cancel(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Send no more of it; what was sent stays.

    Example: otandas broadcast cancel 12
    """
    before = ("draft", "review", "scheduled", "sending", "paused", "overdue")
    _in(config, lambda tx, _: _step(tx, broadcast_id, before, "canceled", finished_at=now()))
    typer.echo(f"broadcast {broadcast_id} is canceled")


@app.command()
def recall(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Delete what was sent of it; messages older than 48 hours get a note instead.

    Example: otandas broadcast recall 12
    """
    job = _in(config, lambda tx, _: _recall(tx, broadcast_id))
    typer.echo(f"broadcast {broadcast_id} is being recalled (job {job})")


def _in(config: Path | None, work: Callable[[AsyncConnection, Config], Awaitable[Made]]) -> Made:
    """Runs the work in one write transaction of the configured database."""
    loaded = configuration(config)

    async def run() -> Made:
        async with opened(loaded) as database, database.begin() as tx:
            return await work(tx, loaded)

    return asyncio.run(run())


async def _create(tx: AsyncConnection, plan: Plan, due: datetime | None, draft: bool) -> int:
    moment = now()
    made = await broadcasts.create(tx, plan.content, plan.audience.as_json(), moment, **plan.values)
    if not draft:
        first = due or (next_due(plan.schedule, moment) if plan.schedule else None) or moment
        await launcher.schedule(tx, made, first, moment, plan.schedule)
    return made


async def _status(tx: AsyncConnection, broadcast_id: int) -> tuple[Broadcast, Counts, int]:
    one = await _known(tx, broadcast_id)
    return one, await deliveries.count(tx, one.id), await deliveries.deferred(tx, one.id, ms(now()))


async def _step(tx: AsyncConnection, broadcast_id: int, before: tuple[str, ...], after: str,
                **values: Any) -> None:  # fmt: skip
    one = await _known(tx, broadcast_id)
    if one.state != after and not await broadcasts.step(tx, one.id, before, after, now(), **values):
        raise StartError(
            f"broadcast {one.id} is {one.state}; this can be done while it is {' or '.join(before)}"
        )


async def _resume(tx: AsyncConnection, broadcast_id: int) -> None:
    """One that was paused before its launch waits for its time again."""
    one = await _known(tx, broadcast_id)
    if one.state == "scheduled":
        raise StartError(f"broadcast {one.id} is scheduled; this can be done while it is paused")
    await _step(
        tx, broadcast_id, ("paused",), "sending" if one.launched_at else "scheduled", pause_reason=None
    )


async def _recall(tx: AsyncConnection, broadcast_id: int) -> int:
    one = await _known(tx, broadcast_id)
    if one.state == "recalled":
        return (await broadcasts.jobs_of(tx, one.id))[-1].id
    counts = await deliveries.count(tx, one.id)
    reached = counts.sending + counts.sent + counts.unknown
    job = (
        await launcher.recall(tx, one, launcher.recall_note(Catalogs.load()), now(), None)
        if reached
        else None
    )
    if job is None:
        raise StartError(f"broadcast {one.id} is {one.state}; nothing of it was sent, cancel it instead")
    return job


async def _known(tx: AsyncConnection, broadcast_id: int) -> Broadcast:
    one = await broadcasts.get(tx, broadcast_id) if abs(broadcast_id) < 2**63 else None
    if one is None:
        raise StartError(f"there is no broadcast {broadcast_id}")
    return one


def _keys(one: Broadcast, counts: Counts) -> dict[str, object]:
    return {"id": one.id, "state": one.state, "audience": counts.audience,
            **{state: getattr(counts, state) for state in STATES}}  # fmt: skip


def _lines(one: Broadcast, counts: Counts, later: int) -> str:
    lines = [f"broadcast {one.id}: {one.state}" + (f" ({one.pause_reason})" if one.state == "paused" else "")]
    if one.due_at and one.state == "scheduled":
        lines.append(f"  due       {one.due_at.isoformat()}")
    lines.append(f"  audience  {counts.audience}")
    lines += [f"  {state:<9} {getattr(counts, state)}" for state in STATES]
    if later:
        lines.append(f"  of the waiting, for a later hour: {later}")
    if counts.again:
        lines.append(f"  sent again after an unknown end: {counts.again}")
    if counts.plain:
        lines.append(f"  sent without their formatting: {counts.plain}")
    return "\n".join(lines)
