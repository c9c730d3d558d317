"""One word, one key, in whatever letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.skeleton import LONGEST, of_texts, plain, skeleton, skeletons


@pytest.mark.parametrize(
    "spellings",
    [
        ("қандас", "кандас", "qandas", "kandas", "Qandas", "قانداس"),
        ("мәртебесін", "мартебесин", "märtebesın", "martebesin", "mártebesin", "مارتەبەسىن"),
        ("азаматтық", "азаматтык", "azamattyq", "azamattık", "azamattyk", "ازاماتتىق"),
        ("жоғалттым", "жогалттым", "joğalttym", "zhogalttym", "joǵalttym", "جوعالتتىم"),
        ("кітапхана", "kitaphana", "kitapkhana", "kıtaphana", "كىتاپحانا"),
        ("шетел", "şetel", "shetel", "شەتەل"),
        ("үй", "уй", "üi", "uy", "ءۇي"),
        ("құжат", "кужат", "qūjat", "quzhat", "qujat", "قۇجات"),
        ("ғылым", "gʼylym", "ğylym", "ghylym"),
        ("паспорт", "pasport", "passport", "پاسپورت"),
        ("виза", "viza", "ۆيزا"),
    ],
)
def test_spellings_of_a_word_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({tuple(skeletons(each)) for each in spellings}) == 1


def test_short_words_keep_their_doubled_letters() -> None:
    assert skeletons("ИИН") != skeletons("in")
    assert skeletons("ТОО") != skeletons("to")


def test_letters_of_another_alphabet_inside_a_word_are_repaired() -> None:
    assert skeletons("пaсп\u043ert") == skeletons("паспорт") or skeletons("пaспорт") == skeletons("паспорт")
    assert plain("мəртебе") == "мәртебе"


def test_tags_invisible_signs_and_case_say_nothing() -> None:
    assert skeletons("<b>ҚАН\u200bДАС</b> &amp; виза") == skeletons("қандас виза")


def test_many_texts_at_once_are_as_one_by_one() -> None:
    texts = ["Қандас мәртебесі", "Вид на жительство?", "", "two\nlines"]
    assert of_texts(texts) == [skeletons(text.replace("\n", " ")) for text in texts]


@given(st.text(max_size=60))
def test_any_text_has_skeletons_and_once_is_enough(text: str) -> None:
    for key in skeletons(text):
        assert key
        assert skeleton(key)


def test_an_endless_word_has_a_short_key() -> None:
    """Each key is kept for a while, with all its letter groups: 2,000 long ones held 600 MB."""
    [key] = skeletons("ә" * 1200)
    assert len(key) <= LONGEST
    assert skeletons("ab" * 600) == of_texts(["ab" * 600])[0] == skeletons("ab" * (LONGEST // 2))
