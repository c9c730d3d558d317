"""What is wrong with a broadcast, named before anything else: the check between writing and sending.

Composer, approval and command line all ask here. What `stops` must be repaired; the rest staff must have
looked at and confirmed. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.broadcasts.audience import Reach
from bot.broadcasts.content import CAPTION, HTML, Content, Text
from bot.broadcasts.html_text import read_html
from bot.broadcasts.schedule import Schedule, never, next_due, too_often
from bot.broadcasts.states import Kind
from bot.faq import parallel
from bot.faq.parallel import HREF, Difference, Said
from bot.text.languages import LANGUAGES
from storage.broadcasts.broadcasts import Broadcast

QUESTION, OPTION, OPTIONS = 300, 100, (2, 12)  # sendPoll
PLACEHOLDER = re.compile(
    r"\{[^{}\n]{0,40}\}|%[sd]\b|\[[^\[\]\n]{1,40}\]|<<[^<>\n]{1,40}>>|\bX{2,}\b|\bХ{2,}\b"
)
TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|strong|em|br|p|tg-spoiler|blockquote)\b[^<>\n]*>", re.IGNORECASE)

Texts = dict[str, Text]


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` names it, `facts` fill its sentence; `language` is None when it lies between languages.

    Kinds: missing, bare (an album without a text for the buttons), long {length, limit}, markup {place},
    placeholder {place, others}, poll, nobody, few, past, past_own, over, of a series never, often, and of a check-in
    calm (not urgent), groups, comes_again, ended;
    not stopping: tag {place}, left {place}, numbers {number, here, others}, buttons {others}, wrong {other} (it reads
    as another language), media {others}, lengths {here, others}, links {place, here, others}, beyond (an issue of a
    series is still good when the next one comes).
    """

    kind: str
    language: str | None
    stops: bool = True
    facts: dict[str, object] = field(default_factory=dict)

    @classmethod
    def doubt(cls, difference: Difference) -> "Fault":
        return cls(difference.kind, difference.language, stops=False, facts=difference.facts)


def faults(draft: Broadcast, reach: Reach | None, now: datetime) -> list[Fault]:
    """Everything that stands against sending it, what stops it first; `reach` None: it is not counted."""
    content = Content.of(draft.content)
    of_texts = text_faults(content, needed(draft), draft.fallback)
    if draft.kind == Kind.CORRECT:  # of the languages it leaves out nothing changes
        return [fault for fault in of_texts if fault.kind != "missing"] or (
            [] if draft.content else of_texts[:1]
        )
    nobody = [Fault("few" if reach.few else "nobody", None)] if reach is not None and not reach.total else []
    return sorted(
        [*of_texts, *nobody, *_check_in(draft), *_times(draft, now)], key=lambda fault: not fault.stops
    )


def _check_in(draft: Broadcast) -> list[Fault]:
    """One asks persons, once, at once."""
    if draft.check_in_id is None:
        return []
    against = {
        "calm": not draft.urgent,
        "groups": not draft.audience.get("persons"),
        "comes_again": bool(draft.schedule) and Schedule.of(draft.schedule or {}).recurring,
        "ended": draft.check_in_ended_at is not None,
    }
    return [Fault(kind, None) for kind, stands in against.items() if stands]


def text_faults(content: Content, needed: Sequence[str], fallback: Sequence[str] | None) -> list[Fault]:
    """What is wrong with the texts, all languages together; `needed` are the languages of the audience."""
    texts = {language: content[language] for language in content.languages}
    listed = _missing(texts, needed, fallback)
    for language, text in texts.items():
        listed += [*_length(language, text), *_markup(language, text), *_poll(language, text)]
    differing = parallel.differences({language: _said(text) for language, text in texts.items()})
    listed += [*_placeholders(texts), *map(Fault.doubt, differing), *_buttons(texts), *_media(texts)]
    return sorted(listed, key=lambda fault: not fault.stops)


def needed(draft: Broadcast) -> tuple[str, ...]:
    """Languages the audience reads."""
    chosen = draft.audience.get("languages") or LANGUAGES
    return tuple(language for language in LANGUAGES if language in chosen)


def schedule_faults(plan: Schedule, due_at: datetime, expires_at: datetime | None) -> list[Fault]:
    """What speaks against a series by this plan, whose first issue is due then and good until then."""
    if never(plan):
        return [Fault("never", None)]
    listed = [Fault("often", None)] if too_often(plan) else []
    following = next_due(plan, due_at)
    if expires_at is not None and expires_at <= due_at:
        listed.append(Fault("over", None))
    elif expires_at is not None and following is not None and expires_at > following:
        listed.append(Fault("beyond", None, stops=False))
    return listed


def _times(draft: Broadcast, now: datetime) -> list[Fault]:
    plan = Schedule.of(draft.schedule) if draft.schedule else None
    if plan is not None and plan.recurring:  # when it is sent its first issue is the next one from then on
        return schedule_faults(plan, draft.due_at or next_due(plan, now) or now, draft.expires_at)
    listed = []
    if draft.due_at is not None and draft.due_at <= now:
        listed.append(Fault("past_own" if plan and plan.members else "past", None))
    if draft.expires_at is not None and draft.expires_at <= max(now, draft.due_at or now):
        listed.append(Fault("over", None))
    return listed


def _missing(texts: Texts, needed: Sequence[str], fallback: Sequence[str] | None) -> list[Fault]:
    if any(language in texts for language in fallback or ()):
        return []
    return [Fault("missing", language) for language in needed if language not in texts]


def _length(language: str, text: Text) -> list[Fault]:
    if len(text.media) > 1 and not text.length:
        return [Fault("bare", language)]
    words = [len(file.caption) for file in text.media if len(text.media) > 1 and len(file.caption) > CAPTION]
    if words:
        return [Fault("long", language, facts={"length": words[0], "limit": CAPTION})]
    if text.length <= text.limit:
        return []
    return [Fault("long", language, facts={"length": text.length, "limit": text.limit})]


def _markup(language: str, text: Text) -> list[Fault]:
    if text.parse_mode == HTML:
        return [Fault("markup", language, facts={"place": tag}) for tag in read_html(text.text).broken[:1]]
    end = len(text.text.encode("utf-16-le")) // 2
    for entity in text.entities:
        if entity["length"] < 1 or entity["offset"] < 0 or entity["offset"] + entity["length"] > end:
            return [Fault("markup", language, facts={"place": "entities"})]
    tag = TAG.search(text.text)
    return [Fault("tag", language, stops=False, facts={"place": tag[0]})] if tag else []


def _poll(language: str, text: Text) -> list[Fault]:
    poll = text.poll
    if poll is None:
        return []
    fits = OPTIONS[0] <= len(poll.options) <= OPTIONS[1] and len(poll.question) <= QUESTION
    if fits and all(0 < len(option) <= OPTION for option in poll.options):
        return []
    return [Fault("poll", language)]


def _placeholders(texts: Texts) -> list[Fault]:
    places = {language: frozenset(PLACEHOLDER.findall(text.shown)) for language, text in texts.items()}
    listed = []
    for place in sorted(frozenset[str]().union(*places.values())):
        here = [language for language in places if place in places[language]]
        others = [language for language in places if language not in here]
        if others and place.startswith(("{", "%", "<<")):
            listed.append(Fault("placeholder", here[0], facts={"place": place, "others": others}))
        else:
            listed.append(Fault("left", here[0], stops=False, facts={"place": place}))
    return listed


def _buttons(texts: Texts) -> list[Fault]:
    counts = {language: sum(map(len, text.buttons)) for language, text in texts.items()}
    most = max(counts.values(), default=0)
    fewer = [language for language, number in counts.items() if number < most]
    return [Fault("buttons", None, stops=False, facts={"others": fewer})] if fewer else []


def _said(text: Text) -> Said:
    """With the addresses under its words and on its buttons."""
    hidden = [str(entity.get("url", "")) for entity in text.entities]
    marked = HREF.findall(text.text) if text.parse_mode == HTML else []
    buttons = [link.url for row in text.buttons for link in row]
    return Said(_everything(text), text.length, (*hidden, *marked, *buttons))


def _media(texts: Texts) -> list[Fault]:
    without = [language for language, text in texts.items() if not (text.media or text.poll)]
    some = len(without) < len(texts)
    return [Fault("media", None, stops=False, facts={"others": without})] if some and without else []


def _everything(text: Text) -> str:
    poll = [text.poll.question, *text.poll.options] if text.poll else []
    return "\n".join([text.shown, *(file.caption for file in text.media if file.caption), *poll])
