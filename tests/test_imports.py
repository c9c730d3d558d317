"""The import contract names every module there is, so that nothing new is left out of it."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_module_is_in_a_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {module.strip() for layer in layers for module in layer.split("|")}
    paths = [
        path for path in (ROOT / "bot").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    ]
    modules = {f"bot.{path.stem}" for path in paths} - {"bot.__init__"}
    assert named == modules | {"handlers", "storage"}
