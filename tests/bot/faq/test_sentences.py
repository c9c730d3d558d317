"""Which sentence of a story asks."""

import pytest

from bot.faq.sentences import asking


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Мой муж русский. Живём в Омске. Дадут ли ему ВНЖ? Заранее не знаем.", "Дадут ли ему ВНЖ?"),
        ("Әйелім орыс, балаларымыз бар. Қайда барамыз", "Қайда барамыз"),
        ("قىتايدا تۋدىم. قايدا بارامىن؟", "قايدا بارامىن؟"),
        ("We came in May\nnow the visa ends\nwhat do we do", "what do we do"),
        ("Сколько стоит виза?", None),
        ("виза", None),
        ("", None),
    ],
)
def test_a_question_mark_asks_else_the_end(text: str, asked: str | None) -> None:
    assert asking(text) == asked
