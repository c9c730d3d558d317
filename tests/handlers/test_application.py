"""Stored updates as PTB reads them."""

import pytest

from handlers.application import parse, readable
from storage.updates.updates import StoredUpdate


def test_an_update_that_cannot_be_read_is_nobodys_and_no_error() -> None:
    unreadable = (
        '{"update_id": 1, "message": {"message_id": 1, "date": "x", "chat": {"id": 1, "type": "private"}}}'
    )
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse(StoredUpdate(1, 1, unreadable, 0, None), None)
    assert readable(StoredUpdate(1, 1, unreadable, 0, None), None) is None
    assert readable(StoredUpdate(2, 1, '{"update_id": 2}', 0, None), None) is not None
