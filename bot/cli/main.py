"""`otandas`: the front door, and the one place where an error becomes a line on stderr and an exit code.

0 done; 1 the world said no (one clear line); 2 wrong usage.
"""

import sys

import typer

from bot.cli.shelf import Commands, imported

STOPPED = 130  # what typer makes of Ctrl+C

app = typer.Typer(
    name="otandas",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def otandas() -> None:
    """Keeps a foundation in touch with Kazakhs abroad, by Telegram.

    Example: otandas demo
    """


def main() -> None:
    """Runs the command named on the command line."""
    try:
        app()
    except SystemExit as ended:
        if ended.code == STOPPED:
            sys.stderr.write("otandas: stopped; what was done until here is kept\n")
        raise
    except Exception as error:
        said = imported("refusals").line(error)
        if said is None:
            raise
        fail(said)


def fail(text: str) -> None:
    """One clear line for a person, and exit code 1."""
    sys.stderr.write(f"otandas: {text}\n")
    sys.exit(1)
