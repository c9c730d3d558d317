"""What pressed data says, also when nobody of ours wrote it; how buttons lie."""

import pytest

from handlers.screen import LIMIT, args, button, columns, data, ticked


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


def test_a_label_too_long_for_half_a_phone_stands_alone_ticked_or_not() -> None:
    labels = ["📄 Құжаттар", "🗣 Қазақ тілі", "Жастар", "Бағдарлама жаңалықтары", "Мәдениет", "Жұмыс"]
    expected = [labels[:2], labels[2:3], labels[3:4], labels[4:]]
    for chosen in (False, True):
        rows = columns([button(ticked(label, chosen), "x", label) for label in labels])
        assert [[made.text.removeprefix("✓ ") for made in row] for row in rows] == expected
    assert len(columns([button("Бағдарлама жаңалықтары", "x")] * 4, 3)) == 2
