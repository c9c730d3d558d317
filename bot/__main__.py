"""`python -m bot` is `otandas`."""

from bot.cli.main import main

main()
