"""A world whose time stands still, so that a slow machine refills no budget."""

import pytest

from sandbox import Sandbox, World
from sandbox.world.records import Clock


class StillClock(Clock):
    """Time that only moves when told."""

    def now(self) -> float:
        return 1_800_000_000 + self._ahead


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(World(clock=StillClock()))
