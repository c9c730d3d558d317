"""What pressed data says, also when nobody of ours wrote it."""

import pytest

from handlers.screen import LIMIT, args, data


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ("un:12:3", ["12", "3"]),
        ("un:99999999999999999999", [""]),
        ("un:²", [""]),
        ("un:٣٨", [""]),
        ("faq:kandas-apply:kk", ["kandas-apply", "kk"]),
        ("menu", []),
        (None, []),
    ],
)
def test_numbers_that_no_database_holds_count_as_left_out(pressed: str | None, said: list[str]) -> None:
    assert args(pressed) == said


def test_data_over_the_limit_is_our_own_mistake() -> None:
    assert len(data("faq", "x" * (LIMIT - 4))) == LIMIT
    with pytest.raises(ValueError, match="64 bytes"):
        data("faq", "қ" * 31)
