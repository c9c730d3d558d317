"""Kazakh in Latin and Arabic letters, there and back."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.faq import letters, way_back
from benchmarks.faq.way_back import Lexicon
from bot.faq.library import Library
from bot.text import scripts

LIBRARY = Library.load()


@pytest.mark.parametrize(
    ("cyrillic", "in_latin", "in_arabic"),
    [
        ("тіл", "tıl", "ءتىل"),
        ("білім", "bılım", "ءبىلىم"),
        ("үшін", "üşın", "ءۇشىن"),
        ("өтініш", "ötınış", "ءوتىنىش"),
        ("белгілі", "belgılı", "بەلگىلى"),
        ("мүмкіндік", "mümkındık", "مۇمكىندىك"),
        ("қазақ", "qazaq", "قازاق"),
        ("азаматтық", "azamattyq", "ازاماتتىق"),
        ("зейнетақы", "zeinetaqy", "زەينەتاقى"),
        ("апостиль", "apostil", "اپوستيل"),
        ("жиһаз", "jihaz", "جيھاز"),
    ],
)
def test_words_as_the_note_has_them(cyrillic: str, in_latin: str, in_arabic: str) -> None:
    assert scripts.latin_word(cyrillic) == in_latin
    assert scripts.arabic_word(cyrillic) == in_arabic


def test_capitals_follow_the_alphabet_of_2021() -> None:
    assert scripts.to_latin("Иран ІІМ Ішкі ЖСН") == "İran IIM Işkı JSN"


@pytest.mark.parametrize("convert", [scripts.to_latin, scripts.to_arabic])
def test_what_is_not_kazakh_stays(convert: Callable[[str], str]) -> None:
    text = (
        'Жауап: <a href="https://egov.kz/kk">egov.kz</a>, 4 325 теңге, №&nbsp;5, eGov Mobile, '
        "<code>қандас</code> және басқа."
    )
    shown = convert(text)
    for kept in ('<a href="https://egov.kz/kk">', "</a>", "4 325", "&nbsp;", "eGov", "<code>қандас</code>"):
        assert kept in shown
    assert "теңге" not in shown


MIXED = [
    ("Astana Hub-қа", "Astana Hub-qa", "⟦Astana Hub⟧-قا"),
    ("eGov-та, eGov-тан", "eGov-ta, eGov-tan", "⟦eGov⟧-تا، ⟦eGov⟧-تان"),
    ("AT&amp;T-ға", "AT&amp;T-ğa", "⟦AT&amp;T⟧-عا"),
    ("&lt;b&gt;, a&lt;b", "&lt;b&gt;, a&lt;b", "&lt;⟦b⟧&gt;، ⟦a⟧&lt;⟦b⟧"),
    ("https://a.kz/?b=1&amp;c=2&lt;тіл", "https://a.kz/?b=1&amp;c=2&lt;tıl", "⟦https://a.kz/?b=1&amp;c=2⟧&lt;ءتىل"),
    ("ENIC-тен", "ENIC-ten", "⟦ENIC⟧-تەن"),
    ("ENIC-Kazakhstan-нан", "ENIC-Kazakhstan-nan", "⟦ENIC-Kazakhstan⟧-نان"),
    ("SIM-картаны", "SIM-kartany", "⟦SIM⟧-كارتانى"),
    ("SMS-код.", "SMS-kod.", "⟦SMS⟧-كود."),
    ("B1-ге", "B1-ge", "⟦B1⟧-گە"),
    ("Cron-ның", "Cron-nyñ", "⟦Cron⟧-نىڭ"),
    ("B9-1 Digital Nomad визасы", "B9-1 Digital Nomad vizasy", "⟦B9-1 Digital Nomad⟧ ۆيزاسى"),
    ("8 (7172) 76-90-76", "8 (7172) 76-90-76", "⟦8 (7172) 76-90-76⟧"),
    ("+7 7172 76-90-76", "+7 7172 76-90-76", "⟦+7 7172 76-90-76⟧"),
    ("3,5×4,5 см", "3,5×4,5 sm", "⟦3,5×4,5⟧ سم"),
    ("3,5x4,5", "3,5x4,5", "⟦3,5x4,5⟧"),
    ("«Ashyq Álem» қоры", "«Ashyq Álem» qory", "«⟦Ashyq Álem⟧» قورى"),
    ("№ 329-ө-м бұйрық", "№ 329-ө-м būiryq", "⟦№ 329-ө-м⟧ بۇيرىق"),
    ("№ 138-ФЗ заң", "№ 138-ФЗ zañ", "⟦№ 138-ФЗ⟧ زاڭ"),
    ("№ 1017-XII, № 11-1-2/420", "№ 1017-XII, № 11-1-2/420", "⟦№ 1017-XII⟧، ⟦№ 11-1-2/420⟧"),
    ("№ 607-ге сай", "№ 607-ge sai", "⟦№ 607⟧-گە ساي"),
    ("028/у анықтамасы", "028/у anyqtamasy", "⟦028/у⟧ انىقتاماسى"),
    ("Qoldau 24/7", "Qoldau 24/7", "⟦Qoldau 24/7⟧"),
    ("*#06# теріңіз", "*#06# terıñız", "⟦*#06#⟧ تەرىڭىز"),
    ("90-ға, 1–3-балаға", "90-ğa, 1–3-balağa", "⟦90⟧-عا، ⟦1–3⟧-بالاعا"),
    ("egov.kz-тен", "egov.kz-ten", "⟦egov.kz⟧-تەن"),
    ("https://egov.kz/kk.", "https://egov.kz/kk.", "⟦https://egov.kz/kk⟧."),
    ("«Халықтың көші-қоны туралы» заң", "«Halyqtyñ köşı-qony turaly» zañ", "«حالىقتىڭ كوشى-قونى تۋرالى» زاڭ"),
]  # fmt: skip


@pytest.mark.parametrize(("cyrillic", "in_latin", "in_arabic"), MIXED)
def test_what_stands_in_other_letters_stays_whole_and_only_its_kazakh_ending_is_turned(
    cyrillic: str, in_latin: str, in_arabic: str
) -> None:
    assert scripts.to_latin(cyrillic) == in_latin
    assert scripts.to_arabic(cyrillic).replace("\u2066", "⟦").replace("\u2069", "⟧") == in_arabic


def test_arabic_text_isolates_what_runs_left_to_right() -> None:
    shown = scripts.to_arabic("Құны 4 325 теңге; egov.kz, иә?")
    assert "\u20664 325\u2069" in shown
    assert "\u2066egov.kz\u2069" in shown
    assert shown.endswith("؟") and "؛" in shown and "،" in shown
    assert shown.count("\u2066") == shown.count("\u2069") == 2


def test_a_name_of_several_latin_words_keeps_its_order_in_arabic_text() -> None:
    assert "\u2066Enbek Migration\u2069" in scripts.to_arabic("порталы мен оның Enbek Migration қосымшасы")


@pytest.mark.parametrize(
    "spelling", ["قۇقىق", "\u0674\u0628\u0649\u0644\u0649\u0645", "\u0628\u0649\u0644\u0649\u0645\u0621"]
)
def test_other_encodings_are_understood(spelling: str) -> None:
    assert way_back.from_arabic(spelling, Lexicon(scripts.arabic_word, (), ("құқық",))) in ("құқық", "білім")


def test_entries_come_back_the_same() -> None:
    results = letters.measured(words := letters.words_of(LIBRARY))
    for script, bar in letters.BAR.items():
        assert letters.shares(words, results[script, "as shipped"])[0] >= bar
        assert letters.shares(words, results[script, "rules and loan stems"])[1] >= bar


def test_displayed_entries_come_back_with_their_numbers_and_tags() -> None:
    for entry in LIBRARY:
        answer = entry.texts["kk"].answer
        for shown in (scripts.to_latin(answer), scripts.to_arabic(answer)):
            assert re.findall(r"<[^>]+>", shown) == re.findall(r"<[^>]+>", answer)
            assert re.findall(r"\d+", shown) == re.findall(r"\d+", answer)


BACK_WORDS = st.text("абғджзқлмнңоопрстұышауы", min_size=1, max_size=12)
FRONT_WORDS = st.text("әбгджзклмнңөпрстүішеүіе", min_size=1, max_size=12)
PLAIN = st.one_of(BACK_WORDS, FRONT_WORDS)


@given(PLAIN)
def test_native_letters_come_back_from_latin_by_rule(word: str) -> None:
    if "тс" in word or "тш" in word:
        return
    bare = Lexicon(scripts.latin_word, (), ())
    assert way_back.from_latin(scripts.latin_word(word), bare) == word


@given(PLAIN)
def test_words_of_one_harmony_come_back_from_arabic_by_rule(word: str) -> None:
    bare = Lexicon(scripts.arabic_word, (), ())
    assert way_back.from_arabic(scripts.arabic_word(word), bare) == word


LABEL = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
WHOLE = st.one_of(
    st.builds("https://{}.kz/{}".format, LABEL, LABEL),
    st.builds("{}.{}.kz".format, LABEL, LABEL),
    st.builds("{}@{}.kz".format, LABEL, LABEL),
    st.from_regex(r"№ [1-9][0-9]{0,3}(-ө-м|-ФЗ|-XII|/[0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"\+7 7172 [0-9]{2}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.from_regex(r"8 \(7[0-9]{3}\) [0-9]{2}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{2,3}/у", fullmatch=True),
)


@given(st.lists(st.one_of(PLAIN, WHOLE), max_size=6))
def test_addresses_and_numbers_survive_unchanged_and_in_one_piece(parts: list[str]) -> None:
    text = ", ".join(parts)
    for part in parts:
        if not re.search("[0-9@./№]", part):
            continue
        assert part in scripts.to_latin(text)
        assert f"\u2066{part}\u2069" in scripts.to_arabic(text)


@given(st.text(max_size=80))
def test_digits_stay_as_they_are_and_in_their_order(text: str) -> None:
    for shown in (scripts.to_latin(text), scripts.to_arabic(text)):
        assert re.findall("[0-9]", shown) == re.findall("[0-9]", text)


@given(st.text(max_size=80))
def test_no_text_breaks_the_letters(text: str) -> None:
    assert scripts.to_latin(text) is not None
    assert scripts.to_arabic(text) is not None
