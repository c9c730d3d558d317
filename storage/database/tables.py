"""Every room of the cellar, imported so that its tables stand on the metadata (migrations, copies, tests)."""

import importlib
import pkgutil

import storage

NAMES = tuple(
    found.name
    for found in pkgutil.iter_modules(storage.__path__)
    if not found.ispkg and found.name != "tables"
)
for _name in NAMES:
    importlib.import_module(f"storage.{_name}")
