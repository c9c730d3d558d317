"""What a question is wrapped in goes; what is asked stays."""

from pathlib import Path

import pytest

from benchmarks.faq.wrappings import compared
from bot.faq.courtesy import Unwrapped, unwrapped
from bot.faq.evaluation import read_questions
from bot.faq.library import Library
from bot.faq.search import Search
from bot.text.skeleton import skeletons

BLIND = Path("benchmarks/faq/blind-independent.jsonl")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("как получить кандас, спасибо", "как получить кандас"),
        ("подскажите пожалуйста как получить кандас", "как получить кандас"),
        (
            "здравствуйте меня зовут айгуль мне 34 года я из омска как получить кандас спасибо",
            "как получить кандас",
        ),
        ("Не знаю, к кому ещё обратиться. Нужна виза? Дай вам Бог здоровья и близким", "Нужна виза"),
        ("Добрый день!\nНужна ли виза?\n\nС уважением,\nИванова Гульнара", "Нужна ли виза"),
        ("қандас алуға не керек, айтып жіберіңізші", "қандас алуға не керек"),
        ("Мен Баян-Өлгийден жазып отырмын. Виза керек пе? Рахмет", "Виза керек пе"),
        (
            "Сәлеметсіз бе, менің атым Айгүл Серікқызы, жасым 34-те. Виза керек пе? Алла разы болсын!",
            "Виза керек пе",
        ),
        ("Salem, menin atym Bolat. viza kerek pe? rahmet", "viza kerek pe"),
        ("سالەمەتسىز بە! مەنىڭ اتىم ايگۇل. ۆيزا كەرەك پە؟ راقمەت", "ۆيزا كەرەك پە"),
        ("Merhaba, benim adım Ayşe, İstanbul'dan yazıyorum. vize gerekli mi? Teşekkürler", "vize gerekli mi"),
        (
            "Hello, my name is Aigul and I'm 34. Do I need a visa? God bless you and your family 🙏",
            "Do I need a visa",
        ),
        ("Dear team,\nI hope you are well.\ndo I need a visa?\nBest regards,\nBolat S.", "do I need a visa"),
        ("please, do I need a visa, please", "do I need a visa"),
        ("Хочу узнать\n🙏🙏\nнужна ли виза", "нужна ли виза"),
        ("Виза керек пе?\nНұрлан Оспанов", "Виза керек пе"),
    ],
)
def test_what_is_asked_is_left(text: str, asked: str) -> None:
    assert skeletons(unwrapped(text).text) == skeletons(asked)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Сәлеметсіз бе!", "greeting"),
        ("Здравствуйте, меня зовут Айгуль, я из Омска", "greeting"),
        ("Hi, I have a question", "greeting"),
        ("اسسالاۋماعالەيكۇم", "greeting"),
        ("Көп рахмет, Алла разы болсын!", "thanks"),
        ("Спасибо за ответ, дай Бог вам здоровья", "thanks"),
        ("thank you so much, God bless you", "thanks"),
        ("teşekkürler", "thanks"),
    ],
)
def test_a_text_of_courtesy_alone_greets_or_thanks(text: str, kind: str) -> None:
    assert (unwrapped(text).text, unwrapped(text).kind) == ("", kind)


@pytest.mark.parametrize("text", ["", "...", "🙂", "виза"])
def test_where_nothing_goes_the_text_stays_as_it_is(text: str) -> None:
    assert unwrapped(text) == Unwrapped(text, None)


@pytest.mark.parametrize(
    "text",
    [
        "мне нужна виза",
        "Где узнать порядок сдачи гражданства?",
        "My name is spelled differently in each paper",
        "мы из Китая, нужен апостиль",
        "Қытайданмын, апостиль керек пе",
        "куда обратиться",
        "Does one ask for the quota?",
        "қос азаматтыққа рұқсат бар ма",
        "I need to know Kazakh",
        "сын потерялся, мама в больнице",
    ],
)
def test_what_only_looks_like_courtesy_stays(text: str) -> None:
    assert skeletons(unwrapped(text).text) == skeletons(text)


def test_the_entries_own_questions_lose_next_to_nothing(library: Library) -> None:
    asked = [
        p for entry in library for text in entry.texts.values() for p in (text.question, *text.phrasings)
    ]
    changed = [text for text in asked if skeletons(unwrapped(text).text) != skeletons(text)]
    assert len(changed) / len(asked) < 0.01


def test_wrapped_questions_are_decided_as_bare_ones(search: Search) -> None:
    stayed = [same for _, _, same in compared(search, read_questions(BLIND)[::4], each=12)]
    assert len(stayed) > 1000
    assert sum(stayed) / len(stayed) >= 0.98
