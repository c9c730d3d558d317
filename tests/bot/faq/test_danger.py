"""Danger is recognised in all letters, and everyday sentences that sound like it are left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.faq import alarm
from bot.faq.alarm import Alarm
from bot.faq.danger import Alert, Danger, alert_in, danger_of
from bot.faq.decision import Verdict
from bot.faq.search import Search
from bot.text.scripts import to_arabic, to_latin

FOLDER = Path(__file__).parent / "sentences"
KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


def lines(name: str) -> Iterator[str]:
    for part in sorted(FOLDER.glob(f"{name}-*.txt")):
        for line in part.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield line


def in_all_letters(sentence: str) -> list[str]:
    if not KAZAKH & set(sentence):
        return [sentence]
    return [sentence, to_latin(sentence), to_arabic(sentence)]


def test_there_are_enough_of_both_kinds() -> None:
    assert len(list(lines("dangerous"))) >= 400 and len(list(lines("harmless"))) >= 400


def test_hardly_any_danger_is_missed_in_any_letters() -> None:
    """They were learnt from, but a model does not keep each: more of them missed is an alarm grown deaf."""
    texts = [text for line in lines("dangerous") for text in in_all_letters(line.partition(" | ")[2])]
    missed = [text for text in texts if not danger_of(text)]
    assert len(missed) <= len(texts) // 200, missed


def test_harmless_sentences_are_left_alone_in_any_letters() -> None:
    texts = [text for said in lines("harmless") for text in in_all_letters(said)]
    taken = [text for text in texts if danger_of(text)]
    assert len(taken) <= len(texts) // 100, taken


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("Күйеуім мені ұрып жатыр", Danger.VIOLENCE),
        ("хочу умереть", Danger.SUICIDE),
        ("my boss took my passport and won't give it back", Danger.CAPTIVITY),
        ("ағамды полиция ұстап кетті", Danger.ARREST),
        ("у мамы инсульт", Danger.MEDICAL),
        ("balam joğalyp ketti", Danger.MISSING),
        ("үйіміз өртеніп жатыр", Danger.DISASTER),
        ("SOS", Danger.HELP),
        ("похороны", None),
        ("lost passport", None),
        ("", None),
        ("🌷", None),
    ],
)
def test_what_kind_it_is(text: str, danger: Danger | None) -> None:
    assert danger_of(text) is danger


def test_danger_goes_before_every_answer_and_courtesy(search: Search) -> None:
    decision = search.decide("Сәлеметсіз бе, күйеуім мені ұрып жатыр, рақмет")
    assert (decision.decision, decision.danger, decision.language) == (Verdict.URGENT, "violence", "kk")
    assert decision.intent is None


def test_danger_typed_with_the_wrong_keyboard_is_danger(search: Search) -> None:
    assert (
        search.decide("vtyz bp,bdftn ve; gjvjubnt gj;fkeqcnf").danger is Danger.VIOLENCE
    )  # меня избивает муж помогите пожалуйста


def test_hardly_any_question_of_the_entries_is_taken_for_danger_but_those_about_it(search: Search) -> None:
    """Entries are written every day, and what is new was not learnt: a few in a thousand do no harm, more show a rule
    that is too wide."""
    about = {"emergency-abroad", "lost-passport"}
    asked = [
        text
        for entry in search.library
        if entry.slug not in about
        for words in entry.texts.values()
        for text in (words.question, *words.phrasings)
    ]
    taken = [text for text in asked if danger_of(text)]
    assert len(taken) <= len(asked) // 250, taken


def test_a_long_text_is_heard_in_parts() -> None:
    told = "қандас куәлігін алу үшін қандай құжат керек " * 20
    assert danger_of(told) is None
    danger = (
        "біреулер інімді машинаға күштеп салып алып кетті, телефоны өшік, полиция іздемей отыр, анам жылап жатыр, "
        "қайда екенін ешкім айтпайды, өлтіріп қоя ма деп қорқып отырмыз, көмектесіңіздерші"
    )
    assert danger_of(f"{told} {danger} {told}")


@pytest.mark.parametrize("before", [0, 30, 45, 60, 90])
def test_danger_is_heard_wherever_it_stands_in_the_longest_message(before: int) -> None:
    told = "Қандас куәлігін алу үшін қандай құжат керек? "
    assert danger_of(told * 90) is None
    assert danger_of(told * before + "Күйеуім мені ұрып жатыр. " + told * (90 - before)) is Danger.VIOLENCE


def test_questions_about_papers_around_it_do_not_drown_danger() -> None:
    """Three of four are heard between two, nearly nine of ten have at least the way to the numbers above the answer.
    Before sentences were heard alone, two of a hundred were."""
    before, after = "Қандас куәлігін алу үшін қандай құжат керек?", "How long does a visa take?"
    sentences = [line.partition(" | ")[2].rstrip(".") for line in lines("dangerous")][::6]
    between = [f"{before} {sentence}. {after}" for sentence in sentences]
    assert sum(danger_of(text) is not None for text in between) >= 0.75 * len(between)
    assert sum(alert_in(text) is not None for text in between) >= 0.88 * len(between)


def test_a_wish_is_no_cry_for_help_unless_it_is_cried(search: Search) -> None:
    assert search.decide("help").decision is Verdict.INTENT
    assert search.decide("HELP!!!").decision is Verdict.URGENT
    assert search.decide("помогите").decision is Verdict.URGENT


def test_nearly_every_dangerous_sentence_is_urgent(search: Search) -> None:
    sentences = [line.partition(" | ")[2] for line in lines("dangerous")][::5]
    missed = [text for text in sentences if search.decide(text).decision is not Verdict.URGENT]
    assert len(missed) <= len(sentences) // 100, missed


@pytest.mark.parametrize(
    ("text", "odds", "alert"),
    [
        ("сегодня у нас дома очень тихо", 0.5, Alert(Danger.HELP, sure=True)),
        ("сегодня очень тихо", 0.5, Alert(Danger.HELP, sure=False)),
        ("очень тихо", 0.5, None),
        ("сегодня очень тихо", -1.0, Alert(Danger.HELP, sure=False)),
        ("сегодня очень тихо", -3.0, None),
        ("меня избивает муж", -1.0, Alert(Danger.VIOLENCE, sure=True)),
        ("меня избивает муж", -3.0, Alert(Danger.VIOLENCE, sure=False)),
        ("меня избивает муж", -6.0, None),
    ],
)
def test_what_sounds_somewhat_like_danger_is_a_doubt(
    monkeypatch: pytest.MonkeyPatch, text: str, odds: float, alert: Alert | None
) -> None:
    monkeypatch.setattr(alarm, "load", lambda: Alarm({}, odds))
    assert alert_in(text) == alert
    assert danger_of(text) is (alert.danger if alert and alert.sure else None)


def test_a_doubt_leaves_the_decision_as_it_is(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "Қандас мәртебесін қалай алуға болады?"
    bare = search.decide(asked)
    monkeypatch.setattr("bot.faq.search.alert_in", lambda text, ours: Alert(Danger.CAPTIVITY, sure=False))
    doubted = search.decide(asked)
    assert (doubted.decision, doubted.hits) == (bare.decision, bare.hits)
    assert (doubted.doubt, doubted.danger) == (Danger.CAPTIVITY, None)
    assert search.decide("жазылудан бас тарту").doubt is None


@pytest.mark.parametrize(
    "text", ["күн сайын", "байланыс", "eSIM", "On the map", "Read most often", "артқа", "бір аптаға"]
)
def test_a_noun_or_what_stands_on_a_button_is_no_danger(search: Search, text: str) -> None:
    assert search.decide(text).decision is not Verdict.URGENT
