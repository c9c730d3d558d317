"""`otandas`: the commands by name, and the one place where an error becomes a line on stderr and an exit code.

0 done; 1 the world said no (one clear line); 2 wrong usage. A command's file is loaded when it is asked for: a
run of the bot starts without the others' libraries.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.garbage import collection_paused, freeze

STOPPED = 130  # what typer makes of Ctrl+C
FILES = {  # command: its file in bot/cli
    "demo": "demo",
    "run": "run",
    "sandbox": "sandbox",
    "init": "init",
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
    "docs": "docs",
}
GROUPS = {  # commands with commands of their own: purpose and example
    "members": ("Import and export members.", "members import members.csv"),
    "broadcast": ("Create and steer broadcasts.", "broadcast create notice.toml"),
    "faq": ("Search, measure and check the FAQ.", 'faq search "ЖСН қалай аламын"'),
    "locales": ("Check the three languages' words.", "locales check"),
    "bench": ("The project's own benchmarks.", "bench delivery --members 3000"),
    "docs": ("Papers that are written from the code.", "docs conversations"),
}


class LazyCommands(Mapping[str, Any]):
    """What a group's `commands` are to Typer; looking one up imports its file."""

    def __getitem__(self, name: str) -> Any:
        return command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(FILES)

    def __len__(self) -> int:
        return len(FILES)


class LazyGroup(TyperGroup):
    """All of `otandas`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = LazyCommands()


app = typer.Typer(
    name="otandas",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(_imported("version").text())
        raise typer.Exit


@app.callback()
def otandas(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Version and database revision."),
    ] = False,
) -> None:
    """Keeps a foundation in touch with Kazakhs abroad, by Telegram.

    Example: otandas demo
    """


@cache
def command(name: str) -> Any:
    """The command as Typer makes it of its function or group; KeyError when there is none of this name."""
    module = _imported(FILES[name])
    holder = typer.Typer()
    if name in GROUPS:
        purpose, example = GROUPS[name]
        holder.add_typer(module.app, name=name, help=f"{purpose}\n\nExample: otandas {example}")
    else:
        holder.command(name)(getattr(module, name))
    return typer.main.get_group(holder).commands[name]


def main() -> None:
    """Runs the command named on the command line."""
    try:
        app()
    except SystemExit as ended:
        if ended.code == STOPPED:
            sys.stderr.write("otandas: stopped; what was done until here is kept\n")
        raise
    except Exception as error:
        refusal = _imported("shared").refusal(error)
        if refusal is None:
            raise
        sys.stderr.write(f"otandas: {refusal}\n")
        sys.exit(1)


def _imported(file: str) -> Any:
    """A file of bot/cli with all it needs."""
    with collection_paused():
        module = import_module(f"bot.cli.{file}")
        freeze()
    return module
