"""`otandas faq`: what the bot would answer, how often it is right, and whether the entries are in order."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import StartError
from bot.faq import check as faq_check
from bot.faq.decision import Decision
from bot.faq.evaluation import evaluate, read_questions, report
from bot.faq.library import LOCALES, Library
from bot.faq.search import Search
from bot.text.languages import LANGUAGES

app = typer.Typer(help="Search the entries, measure the search, check the entries.", no_args_is_help=True)

LocalesOption = Annotated[Path, typer.Option("--locales", help="The locales folder to read.")]


@app.command(epilog='Example: otandas faq search "қандас мәртебесін қалай аламын" --json')
def search(
    text: Annotated[str, typer.Argument(help="The question, in any language and letters.")],
    lang: Annotated[str | None, typer.Option(help=f"The asker's language: {', '.join(LANGUAGES)}.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    locales: LocalesOption = LOCALES,
) -> None:
    """Shows what the bot would do with a question."""
    if lang not in (None, *LANGUAGES):
        raise typer.BadParameter(f"must be one of {', '.join(LANGUAGES)}", param_hint="--lang")
    decision = Search.open(Library.load(_folder(locales))).decide(text, lang)
    typer.echo(json.dumps(as_object(decision), ensure_ascii=False) if as_json else as_lines(decision))


@app.command(name="eval", epilog="Example: otandas faq eval questions.jsonl --json")
def evaluate_file(
    file: Annotated[Path, typer.Argument(help="JSON lines: id, lang, script, kind, text, topics.")],
    as_json: Annotated[bool, typer.Option("--json", help='One object: {"summary", "rows"}.')] = False,
    locales: LocalesOption = LOCALES,
) -> None:
    """Measures the search on questions whose topics are known."""
    try:
        questions = read_questions(file)
    except ValueError as error:
        raise StartError(f"{file}: {error}") from None
    result = evaluate(Search.open(Library.load(_folder(locales))), questions)
    typer.echo(json.dumps(result, ensure_ascii=False) if as_json else report(result["summary"]))


@app.command(epilog="Example: otandas faq check")
def check(
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As of this day, to leave out what time alone did."),
    ] = None,
    locales: LocalesOption = LOCALES,
) -> None:
    """Checks every entry; prints one line a fault and exits 1 if there is any."""
    faults = faq_check.check(_folder(locales), on.date() if on else None)
    for fault in faults:
        typer.echo(str(fault), err=not fault.warning)
    wrong = sum(not fault.warning for fault in faults)
    if wrong:
        raise StartError(f"{wrong} faults in {locales / 'faq'}")
    typer.echo(f"entries in order, {len(faults)} warnings")


def as_object(decision: Decision) -> dict[str, object]:
    """A decision as the contract's JSON object."""
    return {
        "decision": decision.decision,
        **({"intent": decision.intent} if decision.intent else {}),
        **({"doubt": decision.doubt} if decision.doubt else {}),
        "language": decision.language,
        "script": decision.script,
        "hits": [{"entry": hit.entry, "score": hit.score} for hit in decision.hits],
    }


def as_lines(decision: Decision) -> str:
    """A decision for a person at a terminal."""
    named = decision.danger or decision.intent
    talk = f" ({named})" if named else f" (perhaps {decision.doubt})" if decision.doubt else ""
    head = f"{decision.decision}{talk}  {decision.language}-{decision.script}"
    return "\n".join([head, *(f"  {hit.score:.2f}  {hit.entry}" for hit in decision.hits)])


def _folder(locales: Path) -> Path:
    if not (locales / "faq").is_dir():
        raise StartError(f"{locales}: no folder faq in it; name the locales folder with --locales")
    return locales
