"""The commands, one file each; `main.py` lists them and turns errors into one line and an exit code."""
