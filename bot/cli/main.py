"""`otandas`: the front door, and the one place where an error becomes a line on stderr and an exit code.

0 done; 1 the world said no (one clear line); 2 wrong usage.
"""

import sys

import sqlalchemy as sa
import typer

from bot.cli.options import reason
from bot.cli.shelf import Commands
from bot.errors import StartError
from storage.away import AwayError

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
    except StartError as error:
        fail(str(error))
    except AwayError as error:
        fail(f"no database connection ({reason(error)})")
    except sa.exc.SQLAlchemyError as error:
        fail(f"the database says no ({reason(error)})")
    except OSError as error:
        fail(reason(error))
    except SystemExit as ended:
        if ended.code == STOPPED:
            sys.stderr.write("otandas: stopped; what was done until here is kept\n")
        raise


def fail(text: str) -> None:
    """One clear line for a person, and exit code 1."""
    sys.stderr.write(f"otandas: {text}\n")
    sys.exit(1)
