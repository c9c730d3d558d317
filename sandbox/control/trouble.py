"""Why a control call can't be done; becomes a 400 or 404 with one sentence."""


class Wrong(Exception):
    """A control call that makes no sense; `status` is the HTTP status."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status
