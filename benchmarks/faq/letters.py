"""How many Kazakh words come back the same from Latin and from Arabic letters: `python -m benchmarks.faq.letters`.

Counts the distinct words of every entry's Kazakh text (and how often each occurs): by the rules alone,
with the loan stems, and with the word list as shipped. `--collect` writes the words that rules and stems get
wrong to words.txt; `--write FILE` puts the figures and the failing words into a document.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from benchmarks.faq import way_back
from benchmarks.faq.way_back import Lexicon, lines
from bot.faq.library import Library
from bot.text import scripts
from bot.text.markup import visible

WORD = re.compile("[а-яёәғқңөұүһі]+", re.IGNORECASE)
OF = {"Latin": scripts.latin_word, "Arabic": scripts.arabic_word}
BACK = {"Latin": way_back.from_latin, "Arabic": way_back.from_arabic}
BAR = {"Latin": 0.99, "Arabic": 0.97}


def words_of(library: Library) -> Counter[str]:
    """Kazakh words of the entries with their numbers, lower case."""
    counts: Counter[str] = Counter()
    for entry in library:
        text = entry.texts["kk"]
        for part in (text.question, *text.phrasings, *text.parts):
            counts.update(word.lower() for word in WORD.findall(visible(part)))
    return counts


def failing(script: str, words: Counter[str], known: Lexicon) -> list[str]:
    """Words that don't come back."""
    return [word for word in sorted(words) if BACK[script](OF[script](word), known) != word]


def shares(words: Counter[str], wrong: list[str]) -> tuple[float, float]:
    """Shares of distinct words and of all words that come back."""
    lost = sum(words[word] for word in wrong)
    return 1 - len(wrong) / len(words), 1 - lost / words.total()


def measured(words: Counter[str]) -> dict[tuple[str, str], list[str]]:
    """Failing words by script and by what the way back knows."""
    stems, whole = lines("loans.txt"), lines("words.txt")
    kinds = {"rules alone": ((), ()), "rules and loan stems": (stems, ()), "as shipped": (stems, whole)}
    return {
        (script, kind): failing(script, words, Lexicon(OF[script], *known))
        for script in OF
        for kind, known in kinds.items()
    }


def report(words: Counter[str], results: dict[tuple[str, str], list[str]]) -> str:
    """A Markdown table and the failing words."""
    out = [f"{len(words)} distinct words, {words.total()} in all.", ""]
    out += ["| letters | way back | distinct words | all words |", "|---|---|---|---|"]
    for (script, kind), wrong in results.items():
        distinct, running = shares(words, wrong)
        out.append(f"| {script} | {kind} | {distinct:.2%} | {running:.2%} |")
    for (script, kind), wrong in results.items():
        if kind != "rules alone":
            shown = ", ".join(wrong[:150]) + (f" … and {len(wrong) - 150} more" if len(wrong) > 150 else "")
            out += ["", f"Failing in {script}, {kind} ({len(wrong)}): {shown or 'none'}."]
    return "\n".join(out)


def collect(words: Counter[str]) -> int:
    """Writes the words that need the list; returns their number."""
    stems = lines("loans.txt")
    wrong = {word for script in OF for word in failing(script, words, Lexicon(OF[script], stems, ()))}
    kept = sorted(wrong, key=lambda word: (words[word], word))  # of two words written alike the commoner wins
    head = "# Words of the entries that rules and loan stems don't bring back; made by benchmarks/faq/letters.py.\n"
    (way_back.DATA / "words.txt").write_text(head + "\n".join(kept) + "\n", encoding="utf-8")
    lines.cache_clear()
    return len(kept)


def main() -> int:
    """Prints the figures; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collect", action="store_true", help="renew words.txt")
    parser.add_argument(
        "--write", type=Path, help="a document with the marks <!-- letters --> … <!-- end -->"
    )
    args = parser.parse_args()
    words = words_of(Library.load())
    if args.collect:
        print(f"words.txt: {collect(words)} words")
    results = measured(words)
    text = report(words, results)
    if args.write:
        document = args.write.read_text(encoding="utf-8")
        start, end = document.index("<!-- letters -->"), document.index("<!-- end -->")
        args.write.write_text(
            f"{document[:start]}<!-- letters -->\n{text}\n{document[end:]}", encoding="utf-8"
        )
    print(text)
    return int(any(shares(words, results[script, "as shipped"])[0] < bar for script, bar in BAR.items()))


if __name__ == "__main__":
    raise SystemExit(main())
