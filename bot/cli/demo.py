"""`otandas demo`: the bot, a stand-in for Telegram and its chat page, all in one process and without a token.

Members in three languages, one staff member and a diaspora group are there to try it with. Everything
lives in a temporary folder and is gone when the demo ends.
"""

import asyncio
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import aiohttp
import typer

from bot import app, logs
from bot.cli.sandbox import refuse_taken
from bot.cli.shared import stop_signal
from bot.config import Config, Delivery, Http, Staff, Storage, Telegram
from sandbox import Sandbox
from storage.database import versions
from storage.database.database import Database

TOKEN = "4200:demo-bot-on-this-machine-only"  # noqa: S105  # any digits:letters is a bot of the sandbox
STAFF = 5001
PEOPLE = (
    {"id": 1001, "first_name": "Айгерім", "language_code": "kk"},
    {"id": 1002, "first_name": "Тимур", "language_code": "ru"},
    {"id": 1003, "first_name": "Aylin", "language_code": "en"},
    {"id": 1004, "first_name": "ەربول", "language_code": "kk"},
    {"id": STAFF, "first_name": "Дина", "last_name": "(қор қызметкері)", "language_code": "kk"},
)
GROUP = {
    "id": -1002001,
    "title": "Берлиндегі қазақтар",
    "members": [1001, 1002, 1003, STAFF],
    "bot_is_admin": True,
}
PROFILE = {
    "setMyName": {"name": "Отандас"},
    "setMyShortDescription": {"short_description": "Шетелдегі қазақтарға анықтама мен жаңалық"},
}


def demo(
    port: Annotated[int, typer.Option(help="Where the chat page listens on this machine.")] = 8080,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Try everything on this machine: no token, no network.

    Example: otandas demo --port 8080 --no-browser
    """
    refuse_taken(port)
    logs.setup("WARNING")
    with tempfile.TemporaryDirectory(prefix="otandas-demo-") as folder:
        asyncio.run(_demo(Path(folder), port, browser))


async def _demo(folder: Path, port: int, browser: bool) -> None:
    stop = stop_signal()
    async with Sandbox.running(port=port) as sandbox:
        config = demo_config(folder, sandbox.base_url)
        database = Database.open(config.storage.dsn)
        try:
            await versions.upgrade(database)
            await populate(sandbox.base_url)
            async with app.running(config, database):
                typer.echo(f"Otandas is ready: {sandbox.base_url}/page/   (stop with Ctrl+C)")
                if browser:
                    webbrowser.open(f"{sandbox.base_url}/page/")
                await stop.wait()
        finally:
            await database.close()


def demo_config(folder: Path, base_url: str) -> Config:
    """The demo's configuration: a database in `folder`, the sandbox for Telegram."""
    return Config(
        telegram=Telegram(token=TOKEN, base_url=base_url),
        storage=Storage(dsn=f"sqlite:///{folder}/demo.db"),
        # No quiet hours: at whatever hour somebody tries it, the announcement must be seen to arrive.
        delivery=Delivery(messages_per_second=28, quiet_from="00:00", quiet_until="00:00"),
        staff=Staff(owners=(STAFF,)),
        http=Http(listen="127.0.0.1:0"),
    )


async def populate(base_url: str) -> None:
    """The people and the group of the demo, and the bot's profile; they press Start themselves."""
    async with aiohttp.ClientSession(base_url, raise_for_status=True) as session:
        for person in PEOPLE:
            async with session.post("/sandbox/people", json=person):
                pass
        async with session.post("/sandbox/groups", json=GROUP):
            pass
        for method, value in PROFILE.items():
            async with session.post(f"/bot{TOKEN}/{method}", json=value):
                pass
