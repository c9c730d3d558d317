"""The commands, one file each; `shelf.py` lists them, `main.py` turns errors into one line and an exit code."""
