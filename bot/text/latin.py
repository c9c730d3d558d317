"""Kazakh Cyrillic in the Latin letters of the project alphabet of 28 January 2021 (ñ for ң), word by word.

It writes и and й alike, drops ь and ъ, and spells ц ч щ ё ю я with two or three letters. How well it can be read
back is measured by benchmarks/faq/letters.py.
"""

_OUT = {
    **dict(zip("абвгғдежзийкқлмнңоөпрстуұүфхһшыіэ", "abvgğdejziikqlmnñoöprstuūüfhhşyıe", strict=True)),
    **{"ә": "ä", "ё": "io", "ц": "ts", "ч": "tş", "щ": "ştş", "ю": "iu", "я": "ia", "ъ": "", "ь": ""},
}


def of_cyrillic(word: str) -> str:
    """The 2021 spelling of one word; its capitals kept (и and й give İ, і gives I)."""
    out = "".join(_OUT.get(letter, letter) for letter in word.lower())
    if word.isupper() and len(word) > 1:
        return _upper(out)
    return _upper(out[:1]) + out[1:] if word[:1].isupper() else out


def _upper(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()
