"""The commands by name, each loaded when it is asked for: a run of the bot starts without the others' libraries."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from bot.collector import resting, settled

FILES = {  # command: its file in bot/cli
    "demo": "demo",
    "run": "run",
    "sandbox": "sandbox",
    "check": "check",
    "migrate": "migrate",
    "backup": "backup",
    "restore": "backup",
    "copy": "copy",
    "members": "members",
    "broadcast": "broadcast",
    "faq": "faq",
    "locales": "locales",
    "bench": "bench",
}
GROUPS = {  # commands with commands of their own: purpose and example
    "members": ("Import and export members.", "members import members.csv"),
    "broadcast": ("Create and steer broadcasts.", "broadcast create notice.toml"),
    "faq": ("Search, measure and check the FAQ.", 'faq search "ЖСН қалай аламын"'),
    "locales": ("Check the three languages' words.", "locales check"),
    "bench": ("The project's own benchmarks.", "bench delivery --members 3000"),
}


class Shelf(Mapping[str, Any]):
    """What a group's `commands` are to Typer; looking one up imports its file."""

    def __getitem__(self, name: str) -> Any:
        return loaded(name)

    def __iter__(self) -> Iterator[str]:
        return iter(FILES)

    def __len__(self) -> int:
        return len(FILES)


class Commands(TyperGroup):
    """All of `otandas`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = Shelf()


@cache
def loaded(name: str) -> Any:
    """The command as Typer makes it of its function or group; KeyError when there is none of this name."""
    found = imported(FILES[name])
    one = typer.Typer()
    if name in GROUPS:
        purpose, example = GROUPS[name]
        one.add_typer(found.app, name=name, help=f"{purpose}\n\nExample: otandas {example}")
    else:
        one.command(name)(getattr(found, name))
    return typer.main.get_group(one).commands[name]


def imported(file: str) -> Any:
    """A file of bot/cli with all it needs."""
    with resting():
        module = import_module(f"bot.cli.{file}")
        settled()
    return module
