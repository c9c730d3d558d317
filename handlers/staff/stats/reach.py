"""Broadcasts and events in figures: how many got them, who was expected and who came."""

from bot.context import Context
from bot.stats.figures import DAYS, FEW
from handlers.staff.broadcast import wording
from handlers.staff.stats.members import since
from handlers.staff.stats.words import MOST, number
from storage import periods


async def text(context: Context) -> str:
    """What was sent and held in these days, the largest broadcasts first."""
    span = (since(context), context.services.clock())
    async with context.services.database.connect() as tx:
        sent, held = await periods.sent(tx, span), await periods.held(tx, span)
    t, translator, all_of = context.t, context.translator, context.words.number
    lines = [t("📣 <b>Broadcasts in {days} days: {number}</b>", days=DAYS, number=all_of(len(sent)))]
    for broadcast in sent[:MOST]:
        heading = wording.beginning(translator, broadcast.content)
        got, audience = number(translator, broadcast.sent), number(translator, broadcast.audience)
        lines.append(t("• {heading}: {sent} of {audience}", heading=heading, sent=got, audience=audience))
        if broadcast.left >= FEW:
            left = context.tn(
                "{n} person left by its button", "{n} people left by its button", broadcast.left
            )
            lines.append(f"  {left}")
    lines += ["", t("📅 <b>Events in {days} days: {number}</b>", days=DAYS, number=all_of(len(held)))]
    for event in held[:MOST]:
        name = event.texts.get(context.language, {}).get("title", "")
        coming, came = number(translator, event.coming), number(translator, event.attended)
        lines.append(t("• {name}: expected {coming}, came {came}", name=name, coming=coming, came=came))
    return "\n".join(lines)
