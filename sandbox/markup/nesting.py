"""Which entities may lie in which, and how those that Telegram detects join those that were given.

TDLib's rules: styles (bold, italic, …) may lie anywhere and are cut where other entities begin and end, if
anything had to be put right at all; links, code, mentions exclude entity other; nothing lies inside code;
what is detected gives way to what was given.
"""

from sandbox.markup.entity import CODES, QUOTES, STYLES, Entity, ordered
from sandbox.markup.links import detect

_INFINITY = 1 << 30


def nested(text: str, given: list[Entity]) -> list[Entity]:
    """Entities as they will come back."""
    detected = detect(text)
    if not given:
        return ordered(detected)
    entities = ordered(given)
    if not _valid(entities):
        entities = _fixed(entities)
    return _merged(entities, detected) if detected else entities


def _valid(entities: list[Entity]) -> bool:
    """Whether nothing overlaps that must not, so that everything can stay as it is."""
    stack: list[Entity] = []
    style_ends: dict[str, int] = {}
    for entity in entities:
        while stack and entity.offset >= stack[-1].end:
            stack.pop()
        if any(not _may_contain(outer, entity) for outer in stack):
            return False
        if entity.kind in STYLES:
            if style_ends.get(entity.kind, -1) >= entity.offset:
                return False
            style_ends[entity.kind] = entity.end
        stack.append(entity)
    return True


def _may_contain(outer: Entity, inner: Entity) -> bool:
    if inner.end > outer.end or inner.kind == outer.kind or outer.kind in CODES:
        return False
    if outer.kind in STYLES:
        return True
    if outer.kind in QUOTES:
        return inner.kind not in QUOTES
    return inner.kind in STYLES


def _fixed(entities: list[Entity]) -> list[Entity]:
    styles, quotes, firm = _sorted_out(entities)
    quotes = _without_overlaps(quotes)
    firm = [entity for entity in _without_overlaps(firm) if not _crosses_border(entity, quotes)]
    return _with_styles(styles, ordered(firm + quotes))


def _sorted_out(entities: list[Entity]) -> tuple[list[Entity], list[Entity], list[Entity]]:
    """Styles, quotations, and those that exclude each other."""
    styles = [entity for entity in entities if entity.kind in STYLES]
    quotes = [entity for entity in entities if entity.kind in QUOTES]
    return styles, quotes, [entity for entity in entities if entity.kind not in STYLES | QUOTES]


def _without_overlaps(entities: list[Entity]) -> list[Entity]:
    """Without those that touch an earlier one."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses_border(entity: Entity, quotes: list[Entity]) -> bool:
    """Whether it reaches over the border of a quotation."""
    for quote in quotes:
        inside = quote.offset <= entity.offset and entity.end <= quote.end
        if entity.crosses(quote) and not inside:
            return True
    return False


def _merged(entities: list[Entity], detected: list[Entity]) -> list[Entity]:
    styles, quotes, firm = _sorted_out(entities)
    new = [entity for entity in detected if not _crosses_border(entity, quotes)]
    new = [entity for entity in new if not any(entity.crosses(other) for other in firm)]
    if not new:
        return entities
    return _with_styles(styles, ordered(firm + quotes + new))


def _with_styles(styles: list[Entity], others: list[Entity]) -> list[Entity]:
    splitter = _StyleSplitter(styles)
    stack: list[Entity] = []
    for offset, other in [*((entity.offset, entity) for entity in others), (_INFINITY, None)]:
        while stack and offset >= stack[-1].end:
            inner = stack.pop()
            splitter.cut(inner.end, keep=inner.kind not in CODES)
        splitter.cut(offset)
        if other is not None:
            stack.append(other)
    return ordered(others + splitter.done)


class _StyleSplitter:
    """Cuts styles at given places from left to right; touching ones of a kind become one."""

    def __init__(self, styles: list[Entity]) -> None:
        self._waiting = list(reversed(styles))
        self._open: dict[str, tuple[int, int]] = {}
        self.done: list[Entity] = []

    def cut(self, offset: int, keep: bool = True) -> None:
        """Everything up to this offset is finished; with `keep` False it is thrown away."""
        before = len(self.done)
        while self._waiting and self._waiting[-1].offset < offset:
            self._take(self._waiting.pop())
        self._flush(offset)
        if not keep:
            del self.done[before:]

    def _take(self, style: Entity) -> None:
        begin, end = self._open.get(style.kind, (0, -1))
        if style.offset <= end:
            self._open[style.kind] = (begin, max(end, style.end))
        else:
            self._flush(style.offset)
            self._open[style.kind] = (style.offset, style.end)

    def _flush(self, offset: int) -> None:
        for kind, (begin, end) in list(self._open.items()):
            if begin >= offset:
                continue
            self.done.append(Entity(kind, begin, min(end, offset) - begin))
            if end <= offset:
                del self._open[kind]
            else:
                self._open[kind] = (offset, end)
