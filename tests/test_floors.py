"""The import contract knows every module there is, so that nothing new stands outside the house."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_module_stands_on_a_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = contracts["contracts"][0]["layers"]
    named = {name.strip() for floor in floors for name in floor.split("|")}
    there = {
        f"bot.{one.stem}"
        for one in (ROOT / "bot").iterdir()
        if one.suffix == ".py" or (one / "__init__.py").exists()
    }
    assert named == (there - {"bot.__init__"}) | {"handlers", "storage"}
