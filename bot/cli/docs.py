"""`otandas docs`: papers written from the code; a test fails when one is stale."""

import ast
import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from bot.staff import permissions
from bot.staff.permissions import PERMISSIONS, Action, Role
from handlers import handlers
from handlers.conversation import END, Conversation
from handlers.routing import Button, Command, Handler
from handlers.staff.access import Permitted

DOCS = Path(__file__).resolve().parents[2] / "docs"
UNNAMED = re.compile(r":(\\d\+|\(\?:[^)]*\))")  # of a button's pattern: numbers and choices
app = typer.Typer(no_args_is_help=True)


@app.command("permissions")
def write_permissions() -> None:
    """Write docs/permissions.md from the table of permissions and the handlers that name their action.

    Example: otandas docs permissions
    """
    (DOCS / "permissions.md").write_text(permissions_page(), encoding="utf-8")
    typer.echo(f"{DOCS / 'permissions.md'}")


@app.command("conversations")
def write_conversations() -> None:
    """Write docs/conversations.md, a diagram of every declared conversation.

    Example: otandas docs conversations
    """
    (DOCS / "conversations.md").write_text(conversations_page(), encoding="utf-8")
    typer.echo(f"{DOCS / 'conversations.md'}")


def permissions_page() -> str:
    roles, actions = meanings(Role), meanings(Action)
    rows = []
    for action in Action:
        allowed = ["✓" if role in PERMISSIONS[action] else "" for role in Role]
        rows.append([action, actions[action], *allowed, " ".join(dict.fromkeys(uses(action)))])
    lines = [
        "# Permissions",
        "",
        "Written by `otandas docs permissions` from `bot/staff/permissions.py` and the registered handlers.",
        "",
        *table(["role", "what they do"], [[role, roles[role]] for role in Role]),
        "",
        *table(["action", "what it is", *Role, "commands and buttons"], rows),
        "",
        f"- {inspect.getdoc(permissions.needs_approval)}",
        f"- {inspect.getdoc(permissions.may_approve)}",
        "",
    ]
    return "\n".join(lines)


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """In Markdown."""
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]


def meanings(words: type[StrEnum]) -> dict[str, str]:
    """The docstring under each member, which Python itself does not keep."""
    [definition] = ast.parse(inspect.getsource(words)).body
    assert isinstance(definition, ast.ClassDef)
    return {
        words[member.targets[0].id]: str(meaning.value.value)
        for member, meaning in pairwise(definition.body)
        if isinstance(member, ast.Assign)
        and isinstance(member.targets[0], ast.Name)
        and isinstance(meaning, ast.Expr)
        and isinstance(meaning.value, ast.Constant)
    }


def uses(action: Action) -> Iterator[str]:
    """The commands and buttons of this action; typed text is behind the button that asks for it."""
    for handler in registered():
        if isinstance(handler.callback, Permitted) and handler.callback.action is action:
            if isinstance(handler, Command):
                yield from (f"`/{name}`" for name in handler.commands)
            elif isinstance(handler, Button):
                yield f"`{UNNAMED.sub('', handler.verb)}`"


def conversations_page() -> str:
    declared = [handler for handler in handlers() if isinstance(handler, Conversation)]
    aside = [f"`{handler.verb}`" for handler in registered() if isinstance(handler, Button) and handler.aside]
    lines = [
        "# Conversations",
        "",
        "Written by `otandas docs conversations` from the declared conversations (`handlers/__init__.py` lists them).",
        "`/word` is a command, `[word]` a button by its callback data, *typed* a text, picture or file.",
        "",
        "Each is ended, in its own words, by /cancel, by any command or button that is not its own, and by its",
        f"time-out. Only these buttons leave it open: {', '.join(dict.fromkeys(aside))}. The buttons named under a",
        "diagram belong to the conversation from every state, and work without it too.",
        "",
        *(line for conversation in declared for line in _conversation(conversation)),
    ]
    return "\n".join(lines)


def _conversation(conversation: Conversation) -> Iterator[str]:
    yield from (f"## {conversation.name}", "", "```mermaid", "stateDiagram-v2")
    arrows: dict[tuple[str, str], list[str]] = {}
    from_states = [("[*]", conversation.entry_points), *conversation.states.items()]
    for state, of_state in from_states:
        for handler in of_state:
            for target in _targets(handler.callback, state):
                arrows.setdefault((state, "[*]" if target == END else target), []).append(_trigger(handler))
    for (source, target), triggers in arrows.items():
        if (source, target) != ("[*]", "[*]"):  # an entry point that may open nothing
            yield f"    {source} --> {target}: {', '.join(dict.fromkeys(triggers)).replace(':', ' ')}"
    yield from ("```", "")
    if conversation.fallbacks:
        yield f"From every state: {', '.join(f'`{_trigger(handler)}`' for handler in conversation.fallbacks)}."
        yield ""
    hours = conversation.timeout.total_seconds() / 3600
    yield from (f"Ended from outside, or after {hours:g} hours: *{conversation.canceled}*", "")


def _trigger(handler: Handler) -> str:
    if isinstance(handler, Command):
        return " ".join(f"/{name}" for name in sorted(handler.commands))
    return f"[{UNNAMED.sub('', handler.verb)}]" if isinstance(handler, Button) else "typed"


def _targets(callback: Any, state: str) -> list[str]:
    """The states its return type names; None is the present one."""
    while not inspect.isroutine(callback):  # an object around the callback
        callback = callback.callback
    returned = get_type_hints(callback)["return"]
    parts = get_args(returned) if get_origin(returned) is Union else (returned,)
    named = [get_args(part) if get_origin(part) is Literal else (state,) for part in parts]
    return [target for targets in named for target in targets]


def registered() -> Iterator[Handler]:
    for handler in handlers():
        yield from handler.handlers() if isinstance(handler, Conversation) else [handler]
