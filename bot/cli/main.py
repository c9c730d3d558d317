"""`otandas`: every command, and the one place where an error becomes a line on stderr and an exit code.

0 done; 1 the world said no (one clear line); 2 wrong usage.
"""

import sys

import sqlalchemy as sa
import typer

from bot.cli import (
    backup,
    bench,
    broadcast,
    check,
    copy,
    demo,
    faq,
    locales,
    members,
    migrate,
    run,
    sandbox,
)
from bot.errors import StartError

app = typer.Typer(
    name="otandas",
    help="Keeps a foundation in touch with Kazakhs abroad, by Telegram.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo.demo)
app.command()(run.run)
app.command()(sandbox.sandbox)
app.command()(check.check)
app.command()(migrate.migrate)
app.command()(backup.backup)
app.command()(backup.restore)
app.command("copy")(copy.copy)
app.add_typer(members.app, name="members", help="Import and export members.")
app.add_typer(broadcast.app, name="broadcast", help="Create and steer broadcasts.")
app.add_typer(faq.app, name="faq", help="Search, measure and check the FAQ.")
app.add_typer(locales.app, name="locales", help="Check the three languages' words.")
app.add_typer(bench.app, name="bench", help="The project's own benchmarks.")


def main() -> None:
    """Runs the command named on the command line."""
    try:
        app()
    except StartError as error:
        fail(str(error))
    except (sa.exc.DBAPIError, sa.exc.SQLAlchemyError, OSError) as error:
        fail(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'}")
    except KeyboardInterrupt:
        sys.exit(130)


def fail(text: str) -> None:
    """One clear line for a person, and exit code 1."""
    sys.stderr.write(f"otandas: {text}\n")
    sys.exit(1)
