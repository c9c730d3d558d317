"""The test client: a person with a messenger in hand, over HTTP or in the same process."""

from sandbox.client.person import Person
from sandbox.client.transport import InProcess, OverHttp, upload

__all__ = ["InProcess", "OverHttp", "Person", "upload"]
