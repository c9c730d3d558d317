"""The papers name files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")])
PLACES = ("bot", "handlers", "storage", "sandbox", "tests", "locales", "docs", "deploy", "benchmarks")
NAMED = re.compile(rf"`((?:{'|'.join(PLACES)})/[\w./*-]+)`")
LINKED = re.compile(r"\]\((?!https?:|#)([^)#]+)\)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_path_and_link_of_a_paper_leads_somewhere(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    missing = [path for path in NAMED.findall(text) if not list(ROOT.glob(path.rstrip("/")))]
    missing += [link for link in LINKED.findall(text) if not (paper.parent / link).exists()]
    assert missing == []
