"""Words of everyday speech that are no places: those around a name, and what is also the name of some city."""

from functools import lru_cache

from bot.directory.tables import rows

# Words between which a name stands when somebody says where they live, as skeletons (`bot/text/skeleton.py`).
FILLERS = frozenset((
    "v", "vo", "iz", "na", "s", "g", "u", "i", "ia", "mi", "jivu", "jivem", "seičas", "gorod", "gorode", "oblast",
    "raion", "raione", "raiona",
    "men", "biz", "kazir", "turamin", "turamiz", "kala", "kalasi", "kalasinda", "oblisi", "oblisinda", "aimagi", "eli",
    "audani", "audaninda", "audaninan", "sum", "sumi", "sumini", "suminda", "suminan",
    "am", "in", "live", "livin", "from", "now", "here", "there", "city", "the", "of", "we", "are",
    "ta", "te", "da", "de", "tan", "ten", "dan", "den",  # «АҚШ-та»
))  # fmt: skip


@lru_cache(maxsize=1)
def no_places() -> frozenset[str]:
    """Everyday words, as skeletons, that are also what some city is called."""
    return frozenset(word for [words] in rows("no_places.txt") for word in words.split())
