"""The quarterly report: one press gives a PDF in the reader's language, one more another language or quarter.

It is for handing in: people in numbers, none of a group of fewer than five. The same as a table is a CSV, of a quarter
or of the days /stats shows.
"""

from typing import Any

from telegram import InputFile, Update

from bot.context import Context, chat_of
from bot.stats.charts import drawn
from bot.stats.charts import sheets as pdf
from bot.stats.quarter import Quarter, Report, gathered
from bot.text.languages import LANGUAGES
from bot.text.translator import Translator
from handlers.routing import pressed
from handlers.screen import button, keyboard
from handlers.staff import access, csv_file
from handlers.staff.broadcast import wording
from handlers.staff.stats.members import since
from handlers.staff.stats.sheets import Sheets

VERB, TABLE = "stq", "stcsv"


async def report(update: Update, context: Context) -> None:
    """Sends it: of the quarter and in the language the button names, else of the present one in the reader's."""
    code, language = pressed(update, 2)
    zone, now = context.zone, context.services.clock()
    quarter = Quarter.coded(code, now, zone)
    chosen = language if language in LANGUAGES else context.language
    translator = Translator.of(context.services.catalogs, chosen)
    values = await gathered(context.services.database, quarter.span(zone), now, zone)
    above = named(translator, quarter)
    pages = [(f"{above}\n{title}", blocks) for title, blocks in worded(context, translator, values).pages]
    file = InputFile(await drawn(pdf, pages), filename=f"otandas-{quarter.code}-{chosen}.pdf")
    caption = context.t("📑 Report on {quarter}", quarter=named(context.translator, quarter))
    others = [
        button(wording.titled(context.translator, code), VERB, quarter.code, code)
        for code in LANGUAGES
        if code != chosen
    ]
    as_table = button("🧾 " + context.label("Table"), TABLE, quarter.code, chosen)
    earlier = button("« " + named(context.translator, quarter.before), VERB, quarter.before.code, chosen)
    ways = keyboard([others, [as_table], [earlier]])
    await context.bot.send_document(chat_of(update), file, caption=caption, reply_markup=ways)
    await context.write(access.note, update, context, "report.made", quarter.code)


async def table(update: Update, context: Context) -> None:
    """The same as CSV, in the language the button names; without a quarter, of the last days."""
    code, language = pressed(update, 2)
    services, zone = context.services, context.zone
    chosen = language if language in LANGUAGES else context.language
    if code:
        quarter = Quarter.coded(code, services.clock(), zone)
        values = await gathered(services.database, quarter.span(zone), services.clock(), zone)
    else:
        values = await recent(context)
    span = quarter.code if code else f"{services.clock().astimezone(zone):%Y-%m-%d}"
    rows = worded(context, Translator.of(services.catalogs, chosen), values, raw=True).rows
    await csv_file.send(update, context, f"otandas-{span}-{chosen}-figures", rows, chosen)
    await context.write(access.note, update, context, "report.table", span)


async def recent(context: Context) -> Report:
    """Of the days that /stats shows."""
    services, now = context.services, context.services.clock()
    return await gathered(services.database, (since(context), now), now, context.zone)


def worded(context: Context, translator: Translator, values: Report, **options: Any) -> Sheets:
    return Sheets(context.services.topics, context.library, translator, values, context.zone, **options)


def named(translator: Translator, quarter: Quarter) -> str:
    return translator.label("quarter {number} of {year}", number=quarter.number, year=quarter.year)
