"""`otandas bench …`: the project's own benchmarks, each in a file of its own."""

import typer

from bot.cli import bench_delivery, bench_faq

app = typer.Typer(no_args_is_help=True)
app.command("delivery")(bench_delivery.delivery)
app.command("faq")(bench_faq.faq)
