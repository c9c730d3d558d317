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
from bot.cli.options import reason
from bot.errors import StartError
from storage.away import AwayError

STOPPED = 130  # what typer makes of Ctrl+C

app = typer.Typer(
    name="otandas",
    help="Keeps a foundation in touch with Kazakhs abroad, by Telegram.\n\nExample: otandas demo",
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
GROUPS = (
    (members.app, "members", "Import and export members.", "members import members.csv"),
    (broadcast.app, "broadcast", "Create and steer broadcasts.", "broadcast create notice.toml"),
    (faq.app, "faq", "Search, measure and check the FAQ.", 'faq search "ЖСН қалай аламын"'),
    (locales.app, "locales", "Check the three languages' words.", "locales check"),
    (bench.app, "bench", "The project's own benchmarks.", "bench delivery --members 3000"),
)
for group, name, purpose, example in GROUPS:
    app.add_typer(group, name=name, help=f"{purpose}\n\nExample: otandas {example}")


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
