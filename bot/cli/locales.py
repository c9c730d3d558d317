"""`otandas locales check|update`: are the sentences complete in every language?"""

import typer

from bot.cli.shared import refuse_faults
from bot.text import catalog_check
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES

app = typer.Typer(no_args_is_help=True)


@app.command()
def check() -> None:
    """Name every missing, empty or mismatched translation and every word the glossary forbids; exit 1 if any.

    Example: otandas locales check
    """
    refuse_faults(catalog_check.faults())
    count = len(Catalogs.load().words(LANGUAGES[0]).messages)
    typer.echo(f"{count} sentences, complete in {', '.join(LANGUAGES)}")


@app.command()
def update() -> None:
    """Write locales/messages.pot anew from the sentences in the code.

    Example: otandas locales update
    """
    typer.echo(f"{catalog_check.write_template()} has every sentence of the code")
