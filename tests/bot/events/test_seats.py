"""Who has a seat after an answer: a table, and what holds after any number of answers."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import seats
from bot.events.seats import Hall
from storage.events.responses import Response


def yes(member: int, guests: int = 0, ticket: int | None = None) -> Response:
    return Response(1, member, "yes", guests, ticket)


def no(member: int) -> Response:
    return Response(1, member, "no")


@pytest.mark.parametrize(
    ("hall", "before", "wished", "ticket", "moved"),
    [
        (Hall(None, 9000), None, yes(1, 5), None, []),  # no limit
        (Hall(2, 1), None, yes(1), None, []),  # the last seat
        (Hall(2, 2), None, yes(1), 7, []),  # none left: into the line
        (Hall(2, 1), None, yes(1, 1), 7, []),  # not for both of them
        (Hall(2, 2, (yes(5, 0, 3),)), yes(1), no(1), None, [5]),  # a seat becomes free
        (Hall(2, 2, (yes(5, 1, 3), yes(6, 0, 4))), yes(1), no(1), None, [6]),  # two do not fit into one seat
        (Hall(3, 3, (yes(5, 0, 3), yes(6, 0, 4))), yes(1, 1), yes(1, 0), None, [5]),  # a guest less
        (Hall(3, 2, ()), yes(1), yes(1, 1), None, []),  # a guest more
        (Hall(2, 1, (yes(5, 1, 3), yes(1, 1, 4))), yes(1, 1, 4), yes(1, 0), None, []),  # now it fits
        (Hall(2, 2, (yes(5, 0, 3),)), yes(1, 0, 9), yes(1, 1), 9, []),  # keeps its place in line
        (Hall(1, 1, (yes(5, 0, 3),)), no(1), yes(1), 7, []),  # back again: at the end
    ],
)
def test_an_answer(
    hall: Hall, before: Response, wished: Response, ticket: int | None, moved: list[int]
) -> None:
    after = seats.after(hall, before, wished, 7)
    assert (after.response.answer, after.response.ticket) == (wished.answer, ticket)
    assert [response.member_id for response in after.moved_up] == moved
    assert not after.refused


def test_guests_without_seats_are_refused_and_the_seat_is_kept() -> None:
    after = seats.after(Hall(2, 2), yes(1), yes(1, 1), 7)
    assert after.refused and after.response == yes(1)


@dataclass
class Model:
    """An event's answers, as rows hold them."""

    seats: int
    answers: dict[int, Response] = field(default_factory=dict)
    ticket: int = 0

    @property
    def taken(self) -> int:
        return sum(response.size for response in self.answers.values() if response.seated)

    @property
    def line(self) -> list[Response]:
        waiting = [response for response in self.answers.values() if response.waiting]
        return sorted(waiting, key=lambda response: response.ticket or 0)

    def answer(self, wished: Response) -> seats.After:
        self.ticket += 1
        before = self.answers.get(wished.member_id)
        after = seats.after(Hall(self.seats, self.taken, self.line), before, wished, self.ticket)
        for response in (after.response, *after.moved_up):
            self.answers[response.member_id] = response
        return after


ANSWERS = st.lists(st.tuples(st.integers(1, 9), st.sampled_from(("yes", "no", "maybe")), st.integers(0, 3)))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 8), ANSWERS)
def test_no_seat_is_given_twice_and_none_stays_empty_that_somebody_in_line_could_use(
    number: int, answers: list[tuple[int, str, int]]
) -> None:
    model = Model(number)
    for member, word, guests in answers:
        line = model.line
        after = model.answer(Response(1, member, word, guests if word == "yes" else 0))
        free = number - model.taken
        assert free >= 0
        assert all(waiting.size > free for waiting in model.line)
        for moved in after.moved_up:  # nobody of the same size or smaller stood before
            ahead = line[: [waiting.member_id for waiting in line].index(moved.member_id)]
            left = [waiting for waiting in ahead if model.answers[waiting.member_id].waiting]
            assert all(waiting.size > moved.size for waiting in left if waiting.member_id != member)
