"""What is written down: enough to mend a fault, nothing of anybody."""

import ast
import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import bot
from bot import logs
from bot.web import serving
from tests.logged import Lines, Run

ROOT = Path(bot.__file__).parents[1]
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SAID = "Төлқұжатым N12345678"


def fail(said: str) -> None:
    try:
        raise KeyError(said)
    except KeyError as error:
        raise ValueError(f"not a number: {said}") from error


def failure() -> Exception:
    try:
        fail(SAID)
    except ValueError as error:
        return error
    raise AssertionError


class Person:
    """Shows itself with its name."""

    def __repr__(self) -> str:
        return SAID


def test_an_error_is_its_kind_and_place_with_its_causes_and_no_word_of_it(lines: Lines) -> None:
    structlog.get_logger().error("a handler failed", exc_info=failure())
    assert SAID not in lines.text
    line = lines.last
    assert line["error"].startswith("ValueError at tests.bot.test_logs:")
    assert [entry for entry in line["trace"] if not entry.startswith(" ")] == ["ValueError", "KeyError"]
    assert any(entry.endswith(" fail") for entry in line["trace"])


@pytest.mark.parametrize("value", [failure(), Person(), [Person()], {"who": Person()}, ({"a": [failure()]},)])
def test_of_an_object_only_its_kind_is_written(lines: Lines, value: object) -> None:
    structlog.get_logger().info("looked at", value=value)
    assert SAID not in lines.text
    assert lines.last["event"] == "looked at"


@pytest.mark.parametrize(
    "value",
    [TOKEN, f"https://api.telegram.org/bot{TOKEN}/getMe", ["a", {"b": (TOKEN,)}], {TOKEN: 1},
     "postgresql://otandas:hunter2secret@db/otandas"],
)  # fmt: skip
def test_tokens_and_passwords_are_blotted_out_of_the_rendered_line(lines: Lines, value: object) -> None:
    structlog.get_logger().info("asked", value=value, **{f"at {TOKEN}": 1})
    assert TOKEN not in lines.text
    assert "hunter2secret" not in lines.text
    assert lines.last["event"] == "asked"


def test_while_an_update_is_handled_its_person_is_in_no_line(lines: Lines) -> None:
    log = structlog.get_logger()
    with logs.private(lambda: ("Айгүл Серік", "Айгүл", SAID, "Ли")):
        log.info(f"said {SAID}", by="Айгүл Серік", deep=[{"Айгүл": SAID}], id=7)
    assert lines.last == {
        "event": "said <private>", "by": "<private>", "deep": [{"<private>": "<private>"}], "id": 7, "level": "info",
        "timestamp": lines.last["timestamp"]}  # fmt: skip
    log.info("Айгүл")
    assert lines.last["event"] == "Айгүл"


def test_of_a_librarys_line_only_its_own_words_are_written(lines: Lines) -> None:
    logging.getLogger("some.library").error("could not read %s\nof %r", SAID, Person(), exc_info=failure())
    assert SAID not in lines.text
    line = lines.last
    assert (line["event"], line["logger"], line["level"]) == ("could not read %s", "some.library", "error")
    assert line["trace"]


@pytest.mark.parametrize("value", [failure(), Person(), {"who": SAID}, [SAID]])
def test_a_library_that_logs_a_value_for_words_tells_its_kind(lines: Lines, value: object) -> None:
    logging.getLogger("some.library").error(value)
    assert SAID not in lines.text
    assert lines.last["event"] == f"<{type(value).__name__}>"


async def test_uvicorns_lines_go_the_same_way(lines: Lines, unused_tcp_port: int) -> None:
    async def broken(_: Request) -> Response:
        raise failure()

    listen = f"127.0.0.1:{unused_tcp_port}"
    async with serving(Starlette(routes=[Route("/", broken)]), listen), aiohttp.ClientSession() as session:
        async with session.get(f"http://{listen}/") as answer:
            assert answer.status == 500
        await asyncio.sleep(0.05)
    assert SAID not in lines.text
    assert (lines.last["logger"], lines.last["trace"][0]) == ("uvicorn.error", "ValueError")


def logged() -> Iterator[tuple[str, ast.expr]]:
    """Every value given to a line of ours, with its place."""
    for file in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py"), *ROOT.glob("storage/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            owner = (
                node.func.value
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                else None
            )
            if isinstance(node, ast.Call) and isinstance(owner, ast.Name) and owner.id == "log":
                for value in (*node.args, *(word.value for word in node.keywords if word.arg != "exc_info")):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", value


def quotes(value: ast.expr) -> bool:
    """Whether it may hold the words of an error, or what somebody wrote or is called."""
    spoken = {"message", "text", "caption", "full_name", "first_name", "username", "title", "args"}
    errors = {"error", "refusal", "refused", "exception"}
    worded = (node for node in ast.walk(value) if isinstance(node, (ast.Attribute, ast.JoinedStr, ast.Call)))
    for node in worded:
        if isinstance(node, ast.Attribute) and node.attr in spoken:
            return True
        inside = (
            [*node.args]
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("str", "repr")
            else []
        )
        parts = node.values if isinstance(node, ast.JoinedStr) else inside
        if any(isinstance(name, ast.Name) and name.id in errors for part in parts for name in ast.walk(part)):
            return True
    return False


def test_no_line_of_ours_quotes_an_error_or_a_person() -> None:
    found = list(logged())
    assert len(found) > 40
    assert [place for place, value in found if quotes(value)] == []


def test_a_line_that_tells_too_much_fails_the_run() -> None:
    run = Run()
    run.names, run.said = {"Айгүл"}, {"Менің құжатым жоғалды"}
    for line in (
        "Айгүлді",
        '"by": "Айгүл"',
        "said Менің құжатым жоғалды",
        f"bot{TOKEN}/getMe",
        "all is well",
    ):
        run.stream.write(line + "\n")
    assert len(run.leaks()) == 3
