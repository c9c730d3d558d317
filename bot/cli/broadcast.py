"""`otandas broadcast …`: create broadcast from a file, see how far it is, and steer it. A running bot obeys in 2 s."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import from_file, lifecycle, recalls
from bot.broadcasts.from_file import Refused
from bot.broadcasts.states import Kind, NotAllowed, Release, State
from bot.broadcasts.toml_file import Plan, moment, read
from bot.cli.shared import ON_TRIAL, ConfigOption, configuration, note, opened, shell_user, topics_of
from bot.clock import ms, now
from bot.config import Config
from bot.errors import BotError, StartError
from bot.text.catalogs import Catalogs
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.deliveries.deliveries import STATES, Counts
from storage.staff import trial

app = typer.Typer(no_args_is_help=True)
Made = TypeVar("Made")
Id = Annotated[int, typer.Argument(metavar="ID", help="The broadcast's number.")]


@app.command()
def create(
    file: Annotated[Path, typer.Argument(help="A TOML file with the text in kk, ru and en.")],
    at: Annotated[str | None, typer.Option(help="When, in ISO 8601 with its zone; now without it.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Only store it.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overrule what an owner may; it is logged.")] = False,
    config: ConfigOption = None,
) -> None:
    """Store a broadcast and print its id; a running bot picks it up within 2 s.

    Example: otandas broadcast create notice.toml --at 2026-12-01T10:00:00+05:00
    """
    plan = read(file, asyncio.run(topics_of(configuration(config))).keys())
    due = None if at is None else _moment(at)
    if draft:
        typer.echo(_in(config, lambda tx, _: _draft(tx, plan, due)).id)
        return
    try:
        typer.echo(asyncio.run(_create(configuration(config), file, plan, due, force=force)))
    except Refused as refused:
        raise StartError("\n".join(f"{file}: {refusal.line}" for refusal in refused.refusals)) from None


def _moment(at: str) -> datetime:
    """A script whose variable is empty means no "now"."""
    due = moment(at.strip())
    if due is None:
        raise StartError(f"--at {at!r}: not a time with its zone; write it like 2026-12-01T10:00:00+05:00")
    return due


@app.command()
def status(
    broadcast_id: Id,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show how far a broadcast is.

    Example: otandas broadcast status 12 --json
    """
    broadcast, counts, later = _in(config, lambda tx, _: _status(tx, broadcast_id))
    typer.echo(json.dumps(_keys(broadcast, counts)) if as_json else _lines(broadcast, counts, later))


@app.command()
def pause(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Stop sending until it is resumed.

    Example: otandas broadcast pause 12
    """
    reason = "paused at the command line"
    _steer(
        config, broadcast_id, "paused", lambda tx, broadcast: lifecycle.pause(tx, broadcast.id, now(), reason)
    )
    typer.echo(f"broadcast {broadcast_id} is paused")


@app.command()
def resume(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Go on with a paused broadcast.

    Example: otandas broadcast resume 12
    """
    _steer(config, broadcast_id, "resumed", lambda tx, broadcast: lifecycle.resume(tx, broadcast.id, now()))
    typer.echo(f"broadcast {broadcast_id} goes on")


@app.command()
def cancel(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Send no more of it; what was sent stays.

    Example: otandas broadcast cancel 12
    """
    _steer(config, broadcast_id, "canceled", lambda tx, broadcast: lifecycle.cancel(tx, broadcast.id, now()))
    typer.echo(f"broadcast {broadcast_id} is canceled")


@app.command()
def recall(broadcast_id: Id, config: ConfigOption = None) -> None:
    """Delete what was sent of it; messages older than 48 hours get a note instead.

    Example: otandas broadcast recall 12
    """
    job = _steer(config, broadcast_id, "recalled", _recall)
    typer.echo(f"broadcast {broadcast_id} is being recalled (job {job})")


def _in(config: Path | None, work: Callable[[AsyncConnection, Config], Awaitable[Made]]) -> Made:
    """Runs the work in one write transaction of the configured database."""
    loaded = configuration(config)

    async def run() -> Made:
        async with opened(loaded) as database, database.begin() as tx:
            return await work(tx, loaded)

    return asyncio.run(run())


def _steer(
    config: Path | None,
    broadcast_id: int,
    deed: str,
    verb: Callable[[AsyncConnection, Broadcast], Awaitable[Made]],
) -> Made | None:
    """What changes it is in staff's log. What is done already is no refusal: a script may say it twice."""

    async def steer(tx: AsyncConnection, _: Config) -> Made | None:
        broadcast = await _known(tx, broadcast_id)
        try:
            made = await verb(tx, broadcast)
        except NotAllowed as refusal:
            if refusal.done_already:
                return None
            raise StartError(str(refusal)) from None
        except BotError as refusal:
            raise StartError(f"broadcast {broadcast_id}: {refusal}") from None
        if (await _known(tx, broadcast_id)).state != broadcast.state:
            await note(tx, f"broadcast.{deed}", broadcast_id)
        return made

    return _in(config, steer)


async def _draft(tx: AsyncConnection, plan: Plan, due: datetime | None) -> Broadcast:
    draft = await from_file.store(tx, plan, due, now())
    await note(tx, "draft.begun", draft.id)
    return draft


async def _create(config: Config, file: Path, plan: Plan, due: datetime | None, *, force: bool) -> int:
    """Its number; what was overruled or is merely doubtful is told."""
    async with opened(config) as database:
        made, said = await from_file.queue(
            database, config.delivery, plan, due, now(), name=shell_user(), force=force
        )
        async with database.connect() as tx:
            tried = await trial.current(tx) is not None
    for refusal in said:
        typer.echo(f"{file}: {refusal.line}", err=True)
    if tried:
        typer.echo(ON_TRIAL, err=True)
    return made


async def _status(tx: AsyncConnection, broadcast_id: int) -> tuple[Broadcast, Counts, int]:
    broadcast = await _known(tx, broadcast_id)
    later = await deliveries.deferred(tx, broadcast.id, ms(now()))
    return broadcast, await deliveries.count(tx, broadcast.id), later


async def _recall(tx: AsyncConnection, broadcast: Broadcast) -> int:
    """The job that does it; of a broadcast recalled before, the job that did."""
    if broadcast.kind != Kind.SEND:
        told = f"broadcast {broadcast.id} is a job ({broadcast.kind}) of broadcast {broadcast.target_id}"
        raise StartError(f"{told}; recall that one: otandas broadcast recall {broadcast.target_id}")
    if broadcast.state == State.RECALLED:
        return (await broadcasts.jobs_of(tx, broadcast.id))[-1].id
    try:
        return await recalls.recall(tx, broadcast, now(), recalls.note(Catalogs.load()), None, Release.FORCED)
    except NotAllowed as refusal:
        way = "" if refusal.state == State.CANCELED else ", cancel it instead"
        told = f"broadcast {broadcast.id} is {refusal.state}; nothing of it was sent{way}"
        raise StartError(told) from None


async def _known(tx: AsyncConnection, broadcast_id: int) -> Broadcast:
    broadcast = await broadcasts.get(tx, broadcast_id) if abs(broadcast_id) < 2**63 else None
    if broadcast is None:
        raise StartError(f"there is no broadcast {broadcast_id}")
    return broadcast


def _keys(broadcast: Broadcast, counts: Counts) -> dict[str, object]:
    keys: dict[str, object] = {"id": broadcast.id, "state": broadcast.state, "audience": counts.audience}
    return keys | {state: getattr(counts, state) for state in STATES}


def _lines(broadcast: Broadcast, counts: Counts, later: int) -> str:
    why = f" ({broadcast.pause_reason})" if broadcast.state == State.PAUSED else ""
    lines = [f"broadcast {broadcast.id}: {broadcast.state}{why}"]
    if broadcast.due_at and broadcast.state == State.SCHEDULED:
        lines.append(f"  due       {broadcast.due_at.isoformat()}")
    lines.append(f"  audience  {counts.audience}")
    lines += [f"  {state:<9} {getattr(counts, state)}" for state in STATES]
    if later:
        lines.append(f"  of the waiting, for a later hour: {later}")
    if counts.again:
        lines.append(f"  sent again after an unknown end: {counts.again}")
    if counts.plain:
        lines.append(f"  sent without their formatting: {counts.plain}")
    return "\n".join(lines)
