"""Endings of Kazakh nouns as skeletons (`bot.text.skeleton`), one list for all letters.

Doubled letters are single in a skeleton ("күннен"), so endings begin without the letter that doubles, too.
"""

from itertools import product

SEVERAL = ("", "lar", "ler", "dar", "der", "tar", "ter")
WHOSE = ("", "i", "si")
CASES = (
    "", "da", "de", "ta", "te", "nda", "nde", "a", "e", "ga", "ge", "ka", "ke", "na", "ne", "dan", "den", "tan", "ten",
    "nan", "nen", "an", "en", "nin", "din", "tin", "in", "ni", "di", "ti", "n", "gi", "ki", "dagi", "degi",
    "tagi", "tegi",
)  # fmt: skip
KAZAKH = frozenset(map("".join, product(SEVERAL, WHOSE, CASES)))
# "Қытайданмын", "Түркиядамыз": where somebody is or is from; "Ресейдегілерге": those who are there
WHERE = frozenset(map("".join, [
    *product(("da", "de", "ta", "te", "dan", "den", "tan", "ten", "nan", "nen", "an", "en"), ("min", "miz")),
    *product(("dagi", "degi", "tagi", "tegi"), ("lar", "ler"), CASES),
]))  # fmt: skip
