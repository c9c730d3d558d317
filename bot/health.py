"""What a monitoring system asks: /healthz (the loop turns), /readyz (work can be done), /metrics."""

import asyncio
from collections.abc import Awaitable, Callable

import sqlalchemy as sa
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import metrics as house
from storage.database.database import Database

assert house  # importing it registers what /metrics shows
PATIENCE = 2.0  # seconds a check may take before it counts as failed

# A check answers None when all is well, else one line saying what isn't.
Check = Callable[[], Awaitable[str | None]]


def health_app(checks: dict[str, Check]) -> Starlette:
    """An ASGI app; /readyz is 200 only when every check is well, and names those that are not."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        answers = await asyncio.gather(*(_asked(check) for check in checks.values()))
        report = {name: answer or "ok" for name, answer in zip(checks, answers, strict=True)}
        return JSONResponse(report, 503 if any(answers) else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    )


def database_check(database: Database) -> Check:
    """The database answers."""

    async def check() -> str | None:
        try:
            async with database.connect() as tx:
                await tx.execute(sa.text("SELECT 1"))
        except (sa.exc.SQLAlchemyError, OSError) as error:
            return f"the database does not answer ({type(error).__name__})"
        return None

    return check


async def _asked(check: Check) -> str | None:
    try:
        return await asyncio.wait_for(check(), PATIENCE)
    except TimeoutError:
        return f"no answer within {PATIENCE:g} s"
