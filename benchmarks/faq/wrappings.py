"""Questions wrapped in courtesy by rule: `python -m benchmarks.faq.wrappings FILE.jsonl` counts what stays.

A wrapping is an opening and a closing, each put together from parts: a greeting, who writes, a preamble, a plea;
thanks, a blessing, a signature. Kazakh parts are also written in Latin and Arabic letters by the bot's own rules.
The parts were written beside bot/faq/data/courtesy.toml: what it never saw keeps less.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.faq.decision import Decision
from bot.faq.evaluation import read_questions
from bot.faq.library import Library
from bot.faq.search import Search
from bot.text.scripts import to_arabic, to_latin

Wrap = Callable[[str], str]
EACH = 24  # wrappings a question


@dataclass(frozen=True)
class Parts:
    """What openings and closings of one language are made of; an empty part is left out."""

    greetings: Sequence[str]
    selves: Sequence[str]
    preambles: Sequence[str]
    thanks: Sequence[str]
    wishes: Sequence[str]
    signatures: Sequence[str]


KAZAKH = Parts(
    greetings=(
        "Сәлеметсіз бе!",
        "Ассалаумағалейкум!",
        "Қайырлы күн.",
        "Сәлем, бауырлар!",
        "Құрметті Отандас қоры!",
    ),
    selves=(
        "Менің атым Айгүл, Омбыданмын.",
        "Мен Баян-Өлгийден жазып отырмын.",
        "Есімім Болат Серікұлы, жасым 52-де.",
        "Менің атым Жанар.",
    ),
    preambles=(
        "Бір сұрағым бар еді.",
        "Мазалағаныма кешірім өтінемін.",
        "Айтып жіберіңізші,",
        "Мүмкін болса, көмектесіңізші.",
        "Кімнен сұрарымды білмей отырмын.",
        "Айтыңызшы,",
    ),
    thanks=("Рахмет!", "Алдын ала көп рақмет.", "рахмет сізге 🙏", "Жауабыңызды күтемін."),
    wishes=("Алла разы болсын!", "Денсаулық тілеймін.", "Аман болыңыздар.", "Еңбектеріңізге табыс тілеймін!"),
    signatures=("Құрметпен, Айгүл", "\nНұрлан Оспанов"),
)
PARTS: Mapping[str, Parts] = {
    "kk": KAZAKH,
    "ru": Parts(
        greetings=(
            "Здравствуйте!",
            "Добрый день.",
            "Привет всем,",
            "Уважаемые сотрудники фонда!",
            "Салам алейкум!",
        ),
        selves=(
            "Меня зовут Айгуль, я из Омска.",
            "Мне 34 года.",
            "Пишу вам из Ташкента.",
            "Меня зовут Иванов Серик.",
        ),
        preambles=(
            "Подскажите, пожалуйста,",
            "У меня такой вопрос:",
            "Извините за беспокойство.",
            "Не знаю, куда обратиться.",
            "Не могли бы вы мне помочь?",
            "Хотела бы узнать,",
        ),
        thanks=("Спасибо!", "Заранее благодарю за ответ.", "спс 🙏🙏", "Жду вашего ответа."),
        wishes=("Дай Бог вам здоровья!", "Всего доброго.", "Храни вас Бог.", "Хорошего дня!"),
        signatures=("С уважением, Айгуль", "\nОспанов Нурлан"),
    ),
    "en": Parts(
        greetings=("Hello!", "Good afternoon,", "Hi everyone.", "Dear Sir or Madam,", "Assalamu alaikum!"),
        selves=(
            "My name is Aigul and I am writing from Berlin.",
            "I'm 34 years old.",
            "I am from Omsk.",
            "My name is Bolat.",
        ),
        preambles=(
            "Could you please tell me",
            "I have a question.",
            "Sorry to bother you.",
            "I hope you are well.",
            "Please help me.",
            "I would like to know",
        ),
        thanks=("Thanks!", "Thank you very much in advance.", "thx 🙏", "Looking forward to your reply."),
        wishes=("God bless you!", "Have a nice day.", "All the best.", "May Allah reward you."),
        signatures=("Kind regards, Aigul", "\nNurlan Ospanov"),
    ),
}
LETTERS: Mapping[str, Wrap] = {"cyrl": str, "latn": to_latin, "arab": to_arabic}


def wrapped(question: Mapping[str, Any], chance: random.Random) -> str:
    """The question in one wrapping of its own language and letters."""
    parts = PARTS[question["lang"]]
    letters = LETTERS[question["script"]] if question["lang"] == "kk" else str
    said = [*_some(chance, parts.greetings, parts.selves, parts.preambles), None]
    said += _some(chance, parts.thanks, parts.wishes, parts.signatures)
    join = chance.choice((" ", "\n"))
    return join.join(question["text"].strip() if part is None else letters(part) for part in said)


def _some(chance: random.Random, *kinds: Sequence[str]) -> list[str | None]:
    """One of each kind, or none of it."""
    return [chance.choice(kind) for kind in kinds if chance.random() < 0.6]


def asks(decision: Decision) -> bool:
    """Whether there is a question to keep."""
    return decision.intent is None and bool(decision.hits)


def same(bare: Decision, within: Decision) -> bool:
    """Whether what the bot does and the first hit stayed."""
    return bare.decision == within.decision and [hit.entry for hit in bare.hits[:1]] == [
        hit.entry for hit in within.hits[:1]
    ]


def compared(
    search: Search, questions: Sequence[Mapping[str, Any]], each: int = EACH
) -> Iterator[tuple[str, str, bool]]:
    """Language and letters, the wrapped question, and whether the decision stayed."""
    chance = random.Random(1)
    for question in questions:
        bare = search.decide(question["text"])
        if asks(bare):
            for _ in range(each):
                text = wrapped(question, chance)
                yield f"{question['lang']}-{question['script']}", text, same(bare, search.decide(text))


def main() -> None:
    """Prints the share that stays, by language and letters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="questions, JSON lines")
    parser.add_argument("--each", type=int, default=EACH)
    args = parser.parse_args()
    every, kept = Counter[str](), Counter[str]()
    for name, _, stayed in compared(Search(Library.load()), read_questions(args.file), args.each):
        every.update([name, "all"])
        kept.update([name, "all"] if stayed else [])
    for name, number in sorted(every.items()):
        print(f"{name:<8} {number:>7} {kept[name] / number:.4f}")


if __name__ == "__main__":
    main()
