"""`otandas docs permissions`: papers written from the code; a test fails when one is stale."""

import ast
import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import typer

from bot.staff import permissions
from bot.staff.permissions import PERMISSIONS, Action, Role
from handlers import handlers
from handlers.conversation import Conversation
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


def registered() -> Iterator[Handler]:
    for handler in handlers():
        yield from handler.handlers() if isinstance(handler, Conversation) else [handler]
