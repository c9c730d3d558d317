"""Texts as people and programs send them, and as nobody would."""

from hypothesis import strategies as st

PIECES = (
    "<b>", "</b>", "<i>", "</a>", '<a href="https://egov.kz/a?b=1&amp;c">', "<code>", "</code>", "<", ">", "&", "&amp;",
    "&lt;", "&#128512;", "&nbsp;", "https://el.kz./", "www.gov.kz", "a@b.kz", "eGov-та", "№ 329-ө-м", "028/у", "24/7",
    "+7 (7172) 74-00-00", "1414", "*123#", "25.11.2026", "18:30", "1 000 000", "50 %", "Қазақстан", "ҚАНДАС", "Ия",
    "ию", "ъ", "Щ", "Ё", "قازاق", "۱۲۳", "؟", "\u0301", "\u200d", "\u2067", "\u2069", "\ufeff", "\u00a0",
    "👨‍👩‍👧", "🇰🇿", "\n", "\r\n", "\t", " ", "{figure}", "{", "}", "%s", "\\", "'", '"', "`", "_", "*", "[", "]", "|",
    " - ", ";", ",", "--", "/start", "/help@otandas_bot", "ß", "İ", "ŉ", "ǆ", "ﬃ", "Ⅷ", "²", "٣", "\u2028",
    "\x1f", "\x00", "=", "=1+1", "@SUM(A1)",
)  # fmt: skip

SIGNS = st.characters(exclude_categories=("Cs",))  # JSON from Telegram has no half of a pair
PIECE = st.sampled_from(PIECES) | st.text(SIGNS, max_size=6)
SHORT = st.lists(PIECE, max_size=12).map("".join)
REPEATED = st.builds(lambda piece, number: piece * number, PIECE, st.integers(0, 700))
TEXT = st.lists(PIECE | REPEATED, max_size=10).map(lambda parts: "".join(parts)[:4096]) | SHORT
