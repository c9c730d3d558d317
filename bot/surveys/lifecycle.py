"""What may become of a survey: one table of what may follow what, asked by every verb of staff.

A survey is opened by staff, or by a colleague's approval where it is offered to many; the rule is that of broadcasts.
What is changed while it waits for approval is a draft again. From its opening on its wording stays.
"""

from enum import StrEnum, auto

from storage.surveys.surveys import State


class Verb(StrEnum):
    """What can be done with a survey."""

    CHANGE = auto()
    """Its texts, questions and audience."""
    SUBMIT = auto()
    """Sent to colleagues for approval."""
    DECLINE = auto()
    """Sent back by a colleague, with a reason."""
    OPEN = auto()
    """By whoever may, where few are asked."""
    APPROVE = auto()
    """Opened by a colleague."""
    CLOSE = auto()
    """Before its end."""
    REOPEN = auto()
    """Closed too early, or its end is moved."""
    DISCARD = auto()
    """Given up before it was opened."""


TRANSITIONS: dict[Verb, tuple[tuple[State, ...], State]] = {
    Verb.CHANGE:  ((State.DRAFT, State.REVIEW), State.DRAFT),
    Verb.SUBMIT:  ((State.DRAFT,), State.REVIEW),
    Verb.DECLINE: ((State.REVIEW,), State.DRAFT),
    Verb.OPEN:    ((State.DRAFT,), State.OPEN),
    Verb.APPROVE: ((State.REVIEW,), State.OPEN),
    Verb.CLOSE:   ((State.OPEN,), State.CLOSED),
    Verb.REOPEN:  ((State.OPEN, State.CLOSED), State.OPEN),
    Verb.DISCARD: ((State.DRAFT, State.REVIEW), State.DISCARDED),
}  # fmt: skip


def allows(state: str, verb: Verb) -> bool:
    return state in TRANSITIONS[verb][0]


def was_opened(state: str) -> bool:
    """Whether members could ever see it."""
    return state in (State.OPEN, State.CLOSED)
