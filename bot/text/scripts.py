"""Kazakh in the reader's letters: Cyrillic into Latin and into töte jazu, the Arabic letters of A. Baitursynuly.

`to_latin` and `to_arabic` take Telegram HTML and leave alone what isn't a Kazakh word: tags, links, numbers
(telephone numbers, sizes, 24/7), numbers of orders and forms with their letters (№ 329-ө-м, 028/у) and Latin words;
a Kazakh ending after any of them is turned (eGov-та). Latin is the project alphabet of 28 January 2021 (ñ for ң): it
writes и and й alike, drops ь and ъ, and spells ц ч щ ё ю я with two or three letters. In Arabic one letter stands for
a back and a front vowel; the дәйекше (ء, U+0621 as the web writes it) before a word makes it front, and is left out
where ە, ك or گ already say so, or ق, ع say the contrary. Arabic text gets ؟ ، ؛ and isolates (U+2066 … U+2069) round
every left-to-right run, so that numbers and links keep their order inside a right-to-left sentence. How well both
can be read back is measured by benchmarks/faq/letters.py.
"""

import re
from collections.abc import Callable

HAMZA = "ء"
LRI, PDI = "\u2066", "\u2069"
_LOWER = "а-яёәғқңөұүһі"
_CYRILLIC_WORD = f"[{_LOWER}]+"
_SPACE = r"[ \u00a0\u202f]"
_LATIN_LETTER = "A-Za-zÀ-ÖØ-öø-ɏə"  # × and ÷ stand among them in Unicode
_AMP = r"&amp;|&(?!\w++;)"  # an ampersand in HTML, or in a button's plain words; any other entity ends a word
_LATIN_WORD = rf"[{_LATIN_LETTER}][{_LATIN_LETTER}\d]*+(?>(?:(?:['’.-]|{_AMP})[{_LATIN_LETTER}\d]++)*)"
_LABEL = "[a-z0-9]++(?>(?:-++[a-z0-9]++)*)"  # of a domain
_ADDRESS = rf"(?:[^\s<>&]|{_AMP})*[^\s<>&.,;:!?)»]"
_PATH = f"/(?:{_ADDRESS})?"
_ORDER = rf"№{_SPACE}?\d++(?>(?:[./-]\d++)*)(?>(?:-(?-i:[{_LOWER}]|[А-ЯЁӘҒҚҢӨҰҮҺІA-Z]{{1,4}})(?!\w))*)"
_PHONE = rf"\+?\d{{1,3}}{_SPACE}?\(\d{{2,5}}\){_SPACE}?\d++(?>(?:[ \u00a0-]\d++)*)"
_NUMBER = rf"\+?\d++(?>(?:(?:{_SPACE}|[\n.,:/–×xх-])\d++)*)(?:{_SPACE}?%)?(?:-[A-Z]+)?"
_TOKENS = re.compile(
    r"(?P<tag><[^>]*>)|(?P<entity>&\w+;)"
    rf"|(?P<link>https?://{_ADDRESS}|www\.{_ADDRESS}|(?<![\w.+-])[\w.+-]++@[\w-]++(?>(?:\.[\w-]++)*)"
    rf"|(?<![a-z0-9-]){_LABEL}(?:\.{_LABEL})+(?:{_PATH})?)"
    rf"|(?P<word>{_CYRILLIC_WORD})"
    rf"|(?P<number>{_ORDER}|\d++/(?-i:[{_LOWER}])(?!\w)|{_PHONE}|[*#]++\d[\d*#]*+|{_NUMBER})"
    # several Latin words stay one run: apart they would change places in a line from right to left
    rf"|(?P<latin>{_LATIN_WORD}(?>(?:[ \u00a0](?:{_LATIN_WORD}|\d++/\d++))*))",
    re.IGNORECASE,
)
_CODE = re.compile(r"(<code>.*?</code>)", re.DOTALL)
_LATIN = {
    **dict(zip("абвгғдежзийкқлмнңоөпрстуұүфхһшыіэ", "abvgğdejziikqlmnñoöprstuūüfhhşyıe", strict=True)),
    **{"ә": "ä", "ё": "io", "ц": "ts", "ч": "tş", "щ": "ştş", "ю": "iu", "я": "ia", "ъ": "", "ь": ""},
}
_ARABIC = {
    **dict(zip("аәбвгғдежзийкқлмнңоөпрстуұүфхһчшыіэ", "اابۆگعدەجزييكقلمنڭووپرستۋۇۇفحھچشىىە", strict=True)),
    **{"ё": "يو", "ц": "تس", "щ": "شش", "ю": "يۋ", "я": "يا", "ъ": "", "ь": ""},
}
_MARKS = str.maketrans("?,;", "؟،؛")


def to_latin(text: str) -> str:
    """Cyrillic Kazakh text (HTML) in the Latin letters of 2021."""
    return _outside_code(text, lambda part: _TOKENS.sub(_latin_token, part))


def _latin_token(token: re.Match[str]) -> str:
    return latin_word(token[0]) if token.lastgroup == "word" else token[0]


def to_arabic(text: str) -> str:
    """Cyrillic Kazakh text (HTML) in töte jazu, with isolates round left-to-right runs."""
    return _outside_code(text, _arabic_part)


def _arabic_part(part: str) -> str:
    out, at = [], 0
    for token in _TOKENS.finditer(part):
        out += [part[at : token.start()].translate(_MARKS), _arabic_token(token)]
        at = token.end()
    return "".join([*out, part[at:].translate(_MARKS)])


def _arabic_token(token: re.Match[str]) -> str:
    if token.lastgroup == "word":
        return arabic_word(token[0])
    if token.lastgroup in ("tag", "entity"):
        return token[0]
    return f"{LRI}{token[0]}{PDI}"


def _outside_code(text: str, convert: Callable[[str], str]) -> str:
    parts = _CODE.split(text)
    return "".join(part if part.startswith("<code>") else convert(part) for part in parts)


def in_letters(text: str, letters: str) -> str:
    """The text in a member's letters: "cyrl", "latn" or "arab"."""
    return {"latn": to_latin, "arab": to_arabic}.get(letters, str)(text)


def latin_word(word: str) -> str:
    """The 2021 spelling of one word; its capitals kept (и and й give İ, і gives I)."""
    out = "".join(_LATIN.get(letter, letter) for letter in word.lower())
    if word.isupper() and len(word) > 1:
        return _upper(out)
    return _upper(out[:1]) + out[1:] if word[:1].isupper() else out


def _upper(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def arabic_word(word: str) -> str:
    """Töte jazu for one word; capitals are lost."""
    word = word.lower().replace("ия", "я").replace("ию", "ю")
    front = re.search("[әөүі]", word) and not re.search("[еэкгқғ]", word)
    return (HAMZA if front else "") + "".join(_ARABIC.get(letter, letter) for letter in word)
