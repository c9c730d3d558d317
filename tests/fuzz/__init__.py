"""Made-up input for everything that reads from outside; `python -m tests.fuzz --help`."""
