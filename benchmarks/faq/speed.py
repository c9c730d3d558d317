"""Times the search: `python -m benchmarks.faq.speed`, one core, at today's entries and at 2,000.

Prints import time, memory, index building, and median and p99 of a question's whole decision; questions are
the entries' own phrasings with letters dropped or swapped, so that no lookup is remembered from before. Where the
optional package is installed, the same with meaning.
"""

import argparse
import json
import os
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
BAR_MS = {"today": 5.0, "large": 20.0, "meaning": 60.0}
BAR_MEDIAN_MS = 2.0  # with meaning, which only doubtful questions are asked for
ENDINGS = {"kk": ("", "", "лар", "дың"), "ru": ("", "", "ам", "ы"), "en": ("", "", "s", "ing")}
BAR_BUILD = 2.0  # seconds


def main() -> int:
    """Runs the benchmark; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    os.environ.update(dict.fromkeys(THREADS, "1"))  # read by numpy when it is imported below
    before, started = _memory(), time.perf_counter()
    from bot.faq import semantic
    from bot.faq.library import Library
    from bot.faq.search import Search

    imported = time.perf_counter() - started
    library, loading, _ = _timed(Library.load)
    figures: dict[str, Any] = {
        "import_ms": round(imported * 1000, 1),
        "load_ms": round(loading * 1000, 1),
        "today": _measured(library, Search, args.questions),
        "large": _measured(_large(library, args.entries), Search, args.questions),
    }
    if semantic.installed():
        figures["meaning"] = _measured(library, Search.open, args.questions)
    figures["memory_mb"] = round(_memory() - before, 1)
    print(json.dumps(figures) if args.json else _report(figures))
    slow = any(figures[size]["p99_core_ms"] > bar for size, bar in BAR_MS.items() if size in figures)
    slow |= figures.get("meaning", {"median_core_ms": 0.0})["median_core_ms"] > BAR_MEDIAN_MS
    return int(slow or figures["large"]["build_core_s"] > BAR_BUILD)


def _timed(make: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it made, seconds by the clock, and seconds of the core (which neighbours don't lengthen)."""
    started, begun = time.perf_counter(), time.thread_time()
    made = make()
    return made, time.perf_counter() - started, time.thread_time() - begun


def _measured(library: Any, make: Any, count: int) -> dict[str, float]:
    search, building, core = _timed(lambda: make(library))
    times = [_timed(lambda text=text: search.decide(text))[1:] for text in _questions(library, count)]
    wall, cpu = (sorted(column) for column in zip(*times, strict=True))
    return {
        "entries": len(library),
        "build_s": round(building, 3),
        "build_core_s": round(core, 3),
        "median_ms": round(wall[len(wall) // 2] * 1000, 3),
        "p99_ms": round(wall[int(len(wall) * 0.99)] * 1000, 3),
        "median_core_ms": round(cpu[len(cpu) // 2] * 1000, 3),
        "p99_core_ms": round(cpu[int(len(cpu) * 0.99)] * 1000, 3),
        "memory_mb": round(_memory(), 1),
    }


def _questions(library: Any, count: int) -> list[str]:
    chance = random.Random(7)
    texts = [p for entry in library for text in entry.texts.values() for p in text.phrasings]
    return [_damaged(chance.choice(texts), chance) for _ in range(count)]


def _damaged(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(max(1, len(letters) // 12)):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice(("", letters[at] * 2, chance.choice("аеионтсркл")))
    return "".join(letters)


def _large(library: Any, count: int) -> Any:
    """As many entries as asked, made of the real ones' words in new orders and new endings."""
    chance = random.Random(11)
    entries = list(library)
    words = {
        lang: sorted({w for e in entries for p in e.texts[lang].phrasings for w in p.split()})
        for lang in ("kk", "ru", "en")
    }
    made = {}
    for number in range(count):
        entry = entries[number % len(entries)]
        slug = f"{entry.slug}-{number}"
        texts = {
            lang: _reworded(text, words[lang], ENDINGS[lang], chance) for lang, text in entry.texts.items()
        }
        made[slug] = replace(entry, slug=slug, raw=texts, texts=texts)
    return replace(library, entries=made)


def _reworded(text: Any, words: list[str], endings: tuple[str, ...], chance: random.Random) -> Any:
    def sentence(size: int) -> str:
        return " ".join(chance.choice(words) + chance.choice(endings) for _ in range(size))

    phrasings = tuple(sentence(chance.randint(3, 9)) for _ in range(6))
    return replace(
        text,
        question=sentence(6),
        phrasings=phrasings,
        answer=sentence(40),
        steps=(),
        documents=(),
        warnings=(),
    )


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _report(figures: dict[str, Any]) -> str:
    lines = [
        f"import {figures['import_ms']} ms, entries read in {figures['load_ms']} ms, {figures['memory_mb']} MB in all"
    ]
    for size in [size for size in BAR_MS if size in figures]:
        row, how = figures[size], " with meaning" if size == "meaning" else ""
        lines.append(
            f"{row['entries']:>5} entries{how}: index {row['build_s']} s ({row['build_core_s']} s of the core), "
            f"median {row['median_ms']} ms ({row['median_core_ms']} ms of the core), p99 {row['p99_ms']} ms "
            f"({row['p99_core_ms']} ms of the core), process {row['memory_mb']} MB"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
