"""/audit: who did what and when, newest first; of one colleague, of one kind, of the last days; as a file; whether the
log is whole."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any

from telegram import Update

from bot.context import Context
from bot.services import Services
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, show, ticked
from handlers.staff import access, csv_file
from handlers.staff.access import staff_button, staff_command
from handlers.staff.deeds import doer, line, said
from storage.staff import audit as log
from storage.staff.audit import Chain, Deed, Wanted

EVERY = 5.0  # seconds between looks for deeds without a seal
PAGE = 12
MOST_DOERS = 12  # to choose from
MOST_IN_FILE = 50_000
READ = 500  # deeds read together for a file
ALL = "-"
HEADS = (N_("Number"), N_("Time"), N_("Telegram number"), N_("Name"), N_("Deed"), N_("Seal"))
# What deeds are filtered by; an action begins with one of the words.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "b": (N_("Broadcasts"), ("draft", "broadcast", "recall", "template", "audience")),
    "c": (N_("Check-ins"), ("crisis",)),
    "e": (N_("Entries"), ("entry",)),
    "q": (N_("Questions"), ("question", "member", "stock")),
    "v": (N_("Events"), ("event",)),
    "o": (N_("Offers"), ("offer",)),
    "s": (N_("Surveys"), ("survey",)),
    "f": (N_("Figures and reports"), ("report",)),
    "t": (N_("The team"), ("team", "audit", "topic", "trial")),
    "d": (N_("Data and upkeep"), ("members", "database", "update")),
}
AGES = {
    "1": (N_("last 24 hours"), timedelta(days=1)),
    "7": (N_("last 7 days"), timedelta(days=7)),
    "30": (N_("last 30 days"), timedelta(days=30)),
}
IN_GROUP = N_("This table names colleagues. Ask for it in your private chat with the bot: /audit")


@dataclass(frozen=True, slots=True)
class View:
    """What the buttons of the log say: whose deeds it shows, of which kind, how old."""

    who: str = ALL
    kind: str = ALL
    age: str = ALL

    @classmethod
    def of(cls, who: str = "", kind: str = "", age: str = "") -> "View":
        """Whatever a forged button says becomes a log that there is."""
        return cls(
            who if who.isdecimal() else ALL, kind if kind in KINDS else ALL, age if age in AGES else ALL
        )

    def values(self, **other: str) -> tuple[str, ...]:
        chosen = {"who": self.who, "kind": self.kind, "age": self.age} | other
        return tuple(chosen.values())

    def wanted(self, services: Services) -> Wanted:
        return Wanted(
            int(self.who) if self.who != ALL else None,
            KINDS[self.kind][1] if self.kind != ALL else (),
            services.clock() - AGES[self.age][1] if self.age != ALL else None,
        )


async def audit(update: Update, context: Context) -> None:
    at, *chosen = pressed(update, 4)
    view, services = View.of(*chosen), context.services
    async with services.database.connect() as tx:
        _, number = await log.deeds(tx, 1, 0, view.wanted(services))
        page = Page.of(at, number, PAGE)
        deeds, _ = await log.deeds(tx, PAGE, page.start, view.wanted(services))
    lines = [context.t("<b>Who did what</b>"), *await _chosen(context, view)]
    lines += ["", *(line(context, deed) for deed in deeds)]
    if not deeds:
        lines.append(context.t("Nothing yet.") if view == View() else context.t("Nothing of that kind."))
    filters = [
        button("👤 " + context.label("Who"), "auf", "who", *view.values()),
        button("🗂 " + context.label("What"), "auf", "kind", *view.values()),
        button("🗓 " + context.label("When"), "auf", "age", *view.values()),
    ]
    ways = [
        button("🧾 " + context.label("As a file"), "aucsv", *view.values()),
        button("🔗 " + context.label("Is the log whole?"), "auok"),
    ]
    # The page comes first in their data, so that "au" alone is the first page of everything.
    turns = page.numbered(lambda sign, turned: button(sign, "au", turned, *view.values()))
    rows = [turns, filters, ways]
    await show(update, context, Screen("\n".join(lines), rows))


async def _chosen(context: Context, view: View) -> list[str]:
    """What the log is filtered by, in words."""
    who = [await _doer(context, int(view.who))] if view.who != ALL else []
    kind = [context.label(KINDS[view.kind][0])] if view.kind != ALL else []
    age = [context.label(AGES[view.age][0])] if view.age != ALL else []
    words = [*who, *kind, *age]
    return [escape(", ".join(words), quote=False)] if words else []


async def choose(update: Update, context: Context) -> None:
    """What to filter by along one axis: a colleague, a kind of deed, an age."""
    axis, *chosen = pressed(update, 4)
    view = View.of(*chosen)
    if axis == "who":
        named = await _doers(context)
    elif axis == "kind":
        named = {kind: context.label(said) for kind, (said, _) in KINDS.items()}
    else:
        axis, named = "age", {age: context.label(said) for age, (said, _) in AGES.items()}
    present = dict(zip(("who", "kind", "age"), view.values(), strict=True))[axis]
    rows = columns(
        [
            button(ticked(name, value == present), "au", 0, *view.values(**{axis: value}))
            for value, name in (named | {ALL: context.label("All")}).items()
        ]
    )
    text = context.t("<b>Who did what</b>\nShow only:")
    await show(
        update, context, Screen(text, [*rows, [button(context.label("Back"), "au", 0, *view.values())]])
    )


async def _doers(context: Context) -> dict[str, str]:
    """Those who did something most recently, by number and name."""
    people = (await context.read(log.doers))[:MOST_DOERS]
    return {str(user_id): await _doer(context, user_id) for user_id in people}


async def _doer(context: Context, user_id: int) -> str:
    """By the name of their latest deed."""
    latest, _ = await context.read(log.deeds, 1, 0, Wanted(user_id))
    return doer(context, latest[0]) if latest else str(user_id)


async def table(update: Update, context: Context) -> None:
    """The chosen deeds as CSV, each with its seal; the log says who took it, and no group gets it."""
    csv_file.check_private(context, IN_GROUP)
    view = View.of(*pressed(update, 3))
    rows: list[list[Any]] = [[context.label(head) for head in HEADS]]
    async for deed in _read(context.services, view):
        local = deed.at.astimezone(context.zone).isoformat(timespec="seconds")
        rows.append([deed.id, local, deed.user_id, doer(context, deed), said(context, deed), deed.seal])
    caption = context.t("The latest {number} deeds are in the file.", number=len(rows) - 1)
    cut = len(rows) > MOST_IN_FILE
    await csv_file.send(update, context, "otandas-audit", rows, caption=caption if cut else None)
    await context.write(access.note, update, context, "audit.table", len(rows) - 1)


async def _read(services: Services, view: View) -> AsyncIterator[Deed]:
    for offset in range(0, MOST_IN_FILE, READ):
        deeds, _ = await services.database.read(log.deeds, READ, offset, view.wanted(services))
        for deed in deeds:
            yield deed
        if len(deeds) < READ:
            return


async def whole(update: Update, context: Context) -> None:
    """Works the chain of seals out anew and says whether a deed was changed or removed behind the bot's back."""
    await seal(context.services)
    chain = await context.read(log.verify)
    text = verdict(context, chain)
    await show(update, context, Screen(text, [[button(context.label("Back"), "au", 0)]]))


def verdict(context: Context, chain: Chain) -> str:
    if chain.broken_at is not None:
        return context.t(
            "❗ <b>The log is not whole</b>\nDeed {place} of {number} or one before it was changed or removed in the "
            "database. Compare with a backup, and tell the owners.",
            place=chain.broken_at,
            number=chain.length,
        )
    return context.t(
        "✅ <b>The log is whole</b>\nDeeds sealed so far: {number}. Seal of the last: <code>{seal}</code>\n\n"
        "Note number and seal outside of the bot now and then: a log that was written anew has other seals.",
        number=chain.length,
        seal=chain.seal[:16] or "0",
    )


async def seal(services: Services) -> None:
    """Gives their seals to the deeds that have none yet."""
    waiting = await services.database.read(log.waiting)
    while waiting:
        async with services.database.begin() as tx:
            waiting = await log.seal(tx) == log.PAGE


HANDLERS = [
    staff_command("audit", Action.SEE_AUDIT, audit),
    staff_button("au", Action.SEE_AUDIT, audit),
    staff_button("auf", Action.SEE_AUDIT, choose),
    staff_button("aucsv", Action.SEE_AUDIT, table),
    staff_button("auok", Action.SEE_AUDIT, whole),
]
