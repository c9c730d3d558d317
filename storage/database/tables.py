"""Every module of storage, imported so that its tables are on the metadata (migrations, copies, tests)."""

import importlib
import pkgutil

import storage

for _module in pkgutil.walk_packages(storage.__path__, "storage."):
    importlib.import_module(_module.name)
