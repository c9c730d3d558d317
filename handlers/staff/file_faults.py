"""A file that could not be read, as its sender is told: each fault with its key."""

from collections.abc import Iterable
from html import escape

from bot.context import Context
from bot.file_faults import READ, Fault


def told(context: Context, faults: Iterable[Fault]) -> str:
    return "\n".join([context.t(READ), *(_line(context, fault) for fault in faults)])


def _line(context: Context, fault: Fault) -> str:
    reason = context.t(fault.msgid, **fault.places)
    return f"• <code>{escape(fault.key, quote=False)}</code>: {reason}" if fault.key else f"• {reason}"
