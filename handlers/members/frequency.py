"""How often announcements come: each at once, or gathered in a digest every day or week, in general and by topic; at
which hour; and nothing at all for a week or a month.

Whatever is changed here, what was gathered so far is decided anew by the new choice.
"""

from datetime import datetime
from typing import Any

from telegram import InlineKeyboardButton, Update

from bot.broadcasts import frequency
from bot.broadcasts.frequency import PAUSES, Frequency
from bot.context import Context
from bot.directory import zones
from bot.text.translator import N_
from handlers.members.membership import change, joined
from handlers.routing import Button, Handler, pressed
from handlers.screen import Screen, back, button, columns, main_menu, show, ticked
from storage.deliveries import digests
from storage.members import frequencies
from storage.members.members import Member

HOURS = (7, 8, 9, 12, 14, 17, 19, 21)
GENERAL = "general"  # of a topic: as everything else
CALLED = {
    Frequency.AT_ONCE: N_("At once"),
    Frequency.DAILY: N_("Every day"),
    Frequency.WEEKLY: N_("Every week"),
}
WHEN = {
    Frequency.AT_ONCE: N_("at once, each by itself"),
    Frequency.DAILY: N_("every day at {hour}, in one message"),
    Frequency.WEEKLY: N_("on Mondays at {hour}, in one message"),
}


def lines(context: Context, member: Member) -> list[str]:
    t = context.t
    when = context.label(WHEN[Frequency(member.frequency)], hour=_hour(member))
    said = [t("How often: {frequency}", frequency=when)]
    if end := _pause_end(context, member):
        said.append(t("Paused until: {when}", when=context.when(end)))
    return said


def _pause_end(context: Context, member: Member) -> datetime | None:
    """When the pause ends; None where there is none, or none any more."""
    end = member.paused_until
    return end if end is not None and end > context.services.clock() else None


async def often(update: Update, context: Context) -> None:
    """The choice in general; pressed with one, keeps it."""
    [choice] = pressed(update, 1)
    if choice in list(Frequency):
        await _kept(update, context, frequency=choice)
    member = await joined(update, context)
    async with context.services.database.connect() as tx:
        own = (await frequencies.of_topics(tx, [member.id])).get(member.id, {})
        gathered = await digests.gathered(tx, member.id)
    t, label = context.t, context.label
    said = [f"<b>{t('How often')}</b>", "", *lines(context, member)]
    said += [_of_topic(context, topic, chosen) for topic, chosen in own.items() if chosen]
    said += ["", t("Urgent announcements always come at once, and changes of events you said yes to.")]
    said += [
        context.tn(
            "{n} announcement is gathered; it comes {when}.",
            "{n} announcements are gathered; they come {when}.",
            number,
            when=context.when(due),
        )
        for due, number in gathered
    ]
    said += _whose_clock(context, member)
    now = Frequency(member.frequency)
    choices = [button(ticked(label(CALLED[each]), each is now), "often", each) for each in Frequency]
    hour = button(label("Hour of the digest: {hour}", hour=_hour(member)), "dhour")
    pausing = (
        button(label("Resume"), "pauseno") if _pause_end(context, member) else button(label("Pause"), "pause")
    )
    rows = [choices, [hour], [button(label("By topic"), "ofteno")] if own else [], [pausing]]
    await show(update, context, Screen("\n".join(said), [*rows, _out(context, "set")]))


async def hour(update: Update, context: Context) -> None:
    """At which hour a digest comes; pressed with one, keeps it."""
    [choice] = pressed(update, 1)
    if choice.isdigit():
        await _kept(update, context, digest_at=int(choice) % 24 * 60)
    member = await joined(update, context)
    now = frequency.HOUR if member.digest_at is None else member.digest_at
    text = [context.t("At which hour should a digest come?"), *_whose_clock(context, member)]
    offered = [button(ticked(f"{each:02}:00", each * 60 == now), "dhour", each) for each in HOURS]
    zone = [] if member.timezone else [button(context.label("Time zone"), "zone")]
    rows = [*columns(offered, 4), zone, _out(context, "often")]
    await show(update, context, Screen("\n\n".join(text), rows))


async def by_topic(update: Update, context: Context) -> None:
    member = await joined(update, context)
    async with context.services.database.connect() as tx:
        own = (await frequencies.of_topics(tx, [member.id])).get(member.id, {})
    offered = [
        [button(f"{_title(context, topic)}: {_called(context, chosen)}", "oftent", topic)]
        for topic, chosen in sorted(own.items())
        if topic in context.services.topics
    ]
    text = context.t(
        "A topic can come more often or more seldom than the rest. Of an announcement on several topics, the most "
        "frequent one counts."
    )
    await show(update, context, Screen(text, [*offered, _out(context, "often")]))


async def of_topic(update: Update, context: Context) -> None:
    """One topic's own choice; pressed with one, keeps it and goes back to all of them."""
    topic, choice = pressed(update, 2)
    member = await joined(update, context)
    if topic not in context.services.topics or topic not in member.topics:
        return await by_topic(update, context)
    if choice in (*Frequency, GENERAL):
        await context.write(frequencies.choose, member.id, topic, None if choice == GENERAL else choice)
        await _decided_anew(context, member)
        return await by_topic(update, context)
    async with context.services.database.connect() as tx:
        now = (await frequencies.of_topics(tx, [member.id]))[member.id].get(topic)
    offered = [(GENERAL, now is None), *((often, often == now) for often in Frequency)]
    rows = [
        [
            button(
                ticked(_called(context, None if often == GENERAL else often), chosen), "oftent", topic, often
            )
        ]
        for often, chosen in offered
    ]
    title = f"<b>{context.t('How often: {frequency}', frequency=_title(context, topic))}</b>"
    return await show(update, context, Screen(title, [*rows, _out(context, "ofteno")]))


async def pause(update: Update, context: Context) -> None:
    """For a week or a month; pressed with one, begins at once and says when it ends."""
    [choice] = pressed(update, 1)
    member = await joined(update, context)
    if choice in PAUSES:
        now, house = context.services.clock(), context.services.config.locale.zone
        until = frequency.pause_end(member.timezone, member.digest_at, PAUSES[choice], now, house)
        await _kept(update, context, paused_until=until)
        member = await joined(update, context)
    label = context.label
    rows = [[button(label("For a week"), "pause", "week"), button(label("For a month"), "pause", "month")]]
    text = [
        context.t(
            "During a pause no announcements come, only urgent ones and changes of events you said yes to. It ends by "
            "itself, and what was announced meanwhile then comes in one message."
        )
    ]
    if end := _pause_end(context, member):
        when = context.when(end)
        text.insert(0, f"<b>{context.t('Paused until: {when}', when=when)}</b>")
        rows.append([button(label("Resume"), "pauseno")])
    await show(update, context, Screen("\n\n".join(text), [*rows, _out(context, "often")]))


async def resume(update: Update, context: Context) -> None:
    """Announcements come again, those of the pause by the general choice."""
    await _kept(update, context, paused_until=None)
    await often(update, context)


async def _kept(update: Update, context: Context, **values: Any) -> None:
    await _decided_anew(context, await change(update, context, **values))


async def _decided_anew(context: Context, member: Member) -> None:
    await context.write(digests.release, member.id)
    context.services.engine.wake()


def _hour(member: Member) -> str:
    hours, rest = divmod(frequency.HOUR if member.digest_at is None else member.digest_at, 60)
    return f"{hours:02}:{rest:02}"


def _whose_clock(context: Context, member: Member) -> list[str]:
    """Whose hours are meant where the member's zone is not known."""
    if member.timezone:
        return []
    city = zones.city(context.services.config.locale.timezone, context.language)
    return [
        context.t("We do not know your time zone yet; these hours are by the clocks of: {city}.", city=city)
    ]


def _of_topic(context: Context, topic: str, chosen: str) -> str:
    return "• " + context.t(
        "{topic}: {frequency}", topic=_title(context, topic), frequency=_called(context, chosen)
    )


def _called(context: Context, chosen: str | None) -> str:
    return context.label(CALLED[Frequency(chosen)] if chosen else N_("As everything else"))


def _title(context: Context, topic: str) -> str:
    known = context.services.topics.get(topic)
    return context.translator.letters(known.title(context.language)) if known else topic


def _out(context: Context, verb: str) -> list[InlineKeyboardButton]:
    return [back(context.translator, verb), main_menu(context.translator)]


HANDLERS: list[Handler] = [
    Button("often", often),
    Button("dhour", hour),
    Button("ofteno", by_topic),
    Button("oftent", of_topic),
    Button("pause", pause),
    Button("pauseno", resume),
]
