"""When a broadcast stops itself."""

from bot.delivery.canary import FIRST_LEAST, Canary


def fed(canary: Canary, states: list[str]) -> str | None:
    """The first reason it gives."""
    for state in states:
        reason = canary.saw("sent" if state == "trouble" else state, trouble=state == "trouble")
        if reason:
            return reason
    return None


def test_a_healthy_broadcast_goes_on() -> None:
    states = (["sent"] * 19 + ["gone"]) * 500
    assert fed(Canary(10_000), states) is None


def test_errors_in_the_first_hundredth_stop_it() -> None:
    reason = fed(Canary(3_000), ["trouble"] * FIRST_LEAST)
    assert reason == "errors: 100% of the last 30 sends"


def test_a_handful_of_blocked_members_in_a_small_group_does_not() -> None:
    assert fed(Canary(10), ["gone"] * 10) is None


def test_a_list_that_is_mostly_blocked_stops_it() -> None:
    assert "blocked" in str(fed(Canary(5_000), ["gone", "gone", "sent"] * 50))


def test_a_jump_in_the_middle_stops_it() -> None:
    assert "errors" in str(fed(Canary(50_000), ["sent"] * 3_000 + ["trouble", "sent"] * 150))


def test_what_staff_resumed_counts_as_normal() -> None:
    canary = Canary(5_000, lenient=True)
    assert fed(canary, ["gone", "gone", "sent"] * 500) is None
    assert "errors" in str(fed(canary, ["trouble"] * 200))
