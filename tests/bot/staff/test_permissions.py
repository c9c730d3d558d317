"""The table of permissions and the rules of approval, as inputs and answers."""

import pytest

from bot.errors import BotError
from bot.staff import permissions
from bot.staff.permissions import PERMISSIONS, REFUSALS, Action, Role
from storage.staff import staff


def test_roles_are_the_words_of_their_column() -> None:
    assert set(Role) == set(staff.ROLES)


def test_every_action_is_in_the_table_and_owners_may_do_all() -> None:
    assert set(PERMISSIONS) == set(Action)
    assert all(permissions.may(Role.OWNER, action) for action in Action)


def test_a_stranger_may_do_nothing() -> None:
    assert not any(permissions.may(None, action) for action in Action)


def test_what_only_some_may_do_has_a_sentence_of_its_own() -> None:
    assert {action for action, roles in PERMISSIONS.items() if roles != frozenset(Role)} == set(REFUSALS)


@pytest.mark.parametrize(
    ("role", "user_id", "told"),
    [
        (Role.OWNER, 3, None),
        (Role.APPROVER, 3, None),
        (Role.OWNER, 1, permissions.OWN),
        (Role.APPROVER, 2, permissions.OWN),
        (Role.EDITOR, 3, REFUSALS[Action.APPROVE_BROADCASTS]),
        (None, 3, REFUSALS[Action.APPROVE_BROADCASTS]),
    ],
)
def test_four_eyes(role: Role | None, user_id: int, told: str | None) -> None:
    action, writers = Action.APPROVE_BROADCASTS, (1, 2, None)
    assert permissions.may_approve(role, user_id, action, writers) is (told is None)
    if told is None:
        permissions.check_approval(role, user_id, action, writers)
    else:
        with pytest.raises(BotError, match=told):
            permissions.check_approval(role, user_id, action, writers)


@pytest.mark.parametrize(
    ("recipients", "urgent", "needed"), [(1000, False, False), (1001, False, True), (1001, True, False)]
)
def test_many_recipients_need_a_colleague_unless_it_is_urgent(
    recipients: int, urgent: bool, needed: bool
) -> None:
    assert permissions.needs_approval(recipients, above=1000, urgent=urgent) is needed
