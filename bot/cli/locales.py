"""`otandas locales check|update`: are the three languages' words complete?"""

import io

import typer
from babel.messages.pofile import write_po

from bot.cli.shared import refuse_faults
from bot.text import catalog_check
from bot.text.catalogs import LOCALES, Catalogs
from bot.text.languages import LANGUAGES

app = typer.Typer(no_args_is_help=True)


@app.command()
def check() -> None:
    """Name every missing, empty or mismatched translation; exit 1 if there is any.

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
    buffer = io.BytesIO()
    made = catalog_check.template(catalog_check.spoken())
    write_po(buffer, made, width=110, omit_header=True, no_location=True)
    (LOCALES / "messages.pot").write_bytes(buffer.getvalue())
    typer.echo(f"{len(made)} sentences in {LOCALES / 'messages.pot'}")
