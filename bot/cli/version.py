"""`otandas --version`: of the program, and the revision of the database it needs."""

from importlib.metadata import PackageNotFoundError, version

from storage.database.versions import newest


def text() -> str:
    try:
        installed = version("otandas")
    except PackageNotFoundError:  # run from a checkout by `python -m bot`
        installed = "(a checkout)"
    return f"otandas {installed}, database revision {newest()}"
